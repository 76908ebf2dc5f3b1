"""What happens to measures by the clock."""

from procrastinate.contrib.django import app

from measures.consultations import close_consultation
from measures.models import Consultation
from measures.synopsis import prepare_synopsis  # noqa: F401 - registers its job


@app.periodic(cron="*/5 * * * *", periodic_id="close_consultations")
@app.task(name="close_consultations", queueing_lock="close_consultations")
def close_consultations(timestamp: int) -> None:
    for consultation in Consultation.objects.over():
        close_consultation(consultation=consultation, by=None)

"""What happens to measures by the clock."""

from procrastinate.contrib.django import app

from measures.consultations import close_consultation
from measures.implementation import remind_of_reports
from measures.models import Consultation
from measures.synopsis import prepare_synopsis  # noqa: F401 - registers its job
from measures.unsaved import forget_old_texts
from strategy.feedback import remind_reviewers


@app.periodic(cron="*/5 * * * *", periodic_id="close_consultations")
@app.task(name="close_consultations", queueing_lock="close_consultations")
def close_consultations(timestamp: int) -> None:
    for consultation in Consultation.objects.over():
        close_consultation(consultation=consultation, by=None)


@app.periodic(cron="47 6 * * *", periodic_id="remind_of_measures")
@app.task(name="remind_of_measures", queueing_lock="remind_of_measures")
def remind_of_measures(timestamp: int) -> None:
    """Reports that are due, reviews that are overdue."""
    remind_of_reports()
    remind_reviewers()


@app.periodic(cron="23 3 * * *", periodic_id="forget_unsaved_texts")
@app.task(name="forget_unsaved_texts", queueing_lock="forget_unsaved_texts")
def forget_unsaved_texts(timestamp: int) -> None:
    forget_old_texts()

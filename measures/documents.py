"""What can be done with the documents of a measure."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from wagtail.log_actions import log

from measures.models import Measure, MeasureDocument
from network.models import User
from tregks.uploads import delete_with_file, save_with_file


@transaction.atomic
def store_document(
    *, measure: Measure, title: str, file: UploadedFile, by: User
) -> MeasureDocument:
    """Keep a file with the measure, after a look at what is really in it."""
    document = MeasureDocument(
        measure=measure,
        title=title,
        author=by,
    )
    save_with_file(document, file)
    log(measure, "measure.document", user=by, data={"title": title})
    return document


@transaction.atomic
def delete_document(*, document: MeasureDocument, by: User) -> None:
    data = {"title": document.title}
    log(document.measure, "measure.document_delete", user=by, data=data)
    delete_with_file(document)

"""What can be done with documents of a working group."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from network.models import GroupDocument, User, WorkingGroup
from tregks.uploads import delete_with_file, save_with_file


@transaction.atomic
def store_document(
    *, group: WorkingGroup, title: str, file: UploadedFile, by: User
) -> GroupDocument:
    """Keep a file for the group, after a look at what is really in it."""
    document = GroupDocument(
        group=group,
        title=title,
        author=by,
    )
    save_with_file(document, file)
    return document


@transaction.atomic
def delete_document(*, document: GroupDocument) -> None:
    delete_with_file(document)

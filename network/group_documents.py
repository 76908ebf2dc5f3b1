"""What can be done with documents of a working group."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from network.models import GroupDocument, User, WorkingGroup
from tregks.uploads import check_upload, clean_upload


@transaction.atomic
def store_document(
    *, group: WorkingGroup, title: str, file: UploadedFile, by: User
) -> GroupDocument:
    """Keep a file for the group, after a look at what is really in it."""
    file = clean_upload(file)
    document = GroupDocument(
        group=group,
        title=title,
        extension=check_upload(file),
        size=file.size or 0,
        author=by,
    )
    document.file.save(f"file.{document.extension}", file, save=False)
    try:
        document.save()
    except Exception:  # whatever it is, no file may stay without its row
        document.file.delete(save=False)
        raise
    return document


@transaction.atomic
def delete_document(*, document: GroupDocument) -> None:
    """Delete row and file; the file only once nothing can go wrong any more."""
    storage, name = document.file.storage, str(document.file.name)
    document.delete()
    transaction.on_commit(lambda: storage.delete(name))

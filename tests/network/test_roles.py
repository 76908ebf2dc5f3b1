from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command

from network import roles

GOLDEN = Path(__file__).parent / "golden_roles.txt"
# What would let a role make itself or others more powerful.
POWER = {
    *(f"auth.{action}_{model}" for action in ("add", "change", "delete")
      for model in ("group", "permission")),
    *(f"network.{action}_user" for action in ("add", "change", "delete")),
    "wagtailcore.change_site",
    "wagtailcore.change_workflow",
    "wagtailadmin.add_admin",
}  # fmt: skip


def call(*arguments: str) -> str:
    out = StringIO()
    call_command("sync_roles", *arguments, stdout=out)
    return out.getvalue()


def test_all_rights_of_all_roles_are_as_reviewed(db):
    """A changed right shows up in review as a changed line of the golden file."""
    call()
    found = "\n".join(
        f"{role.name}: {right}"
        for role in roles.ROLES
        for right in sorted(roles._found(role))
    )
    assert found == GOLDEN.read_text().rstrip("\n")


def test_no_role_can_give_itself_more_power():
    for role in roles.ROLES:
        assert not role.general & POWER
        assert all(right.startswith("wagtailcore.") for right in role.pages)


def test_running_twice_changes_nothing(db):
    call()
    assert call() == "Nothing to change.\n"
    assert call("--check") == "Roles are as they should be.\n"


def test_additional_right_is_noticed_and_taken_away(db):
    call()
    group = Group.objects.get(name="Redaktion")
    group.permissions.add(Permission.objects.get(codename="change_user"))
    with pytest.raises(CommandError, match=r"- network\.change_user"):
        call("--check")
    assert Group.objects.get(name="Redaktion").permissions.filter(
        codename="change_user"
    )
    call()
    assert not group.permissions.filter(codename="change_user")


def test_missing_right_on_pages_is_noticed_and_given(db):
    call()
    group = Group.objects.get(name="Redaktion")
    group.page_permissions.all().delete()
    with pytest.raises(CommandError, match=r"\+ wagtailcore.publish_page @ home"):
        call("--check")
    call()
    assert group.page_permissions.count() == 2 * len(roles.EDITOR.pages)


def test_groups_of_the_library_are_gone(db):
    call()
    assert set(Group.objects.values_list("name", flat=True)) == {
        role.name for role in roles.ROLES
    }


@pytest.mark.parametrize(
    "path", ["/cms/users/", "/cms/groups/", "/cms/sites/", "/cms/workflows/list/"]
)
def test_manager_cannot_open_what_gives_power(login, manager, path):
    response = login(manager).get(path)
    assert response.status_code in (302, 403)


def test_manager_cannot_become_superuser_by_posting(login, manager, stranger):
    client = login(manager)
    everything = {"is_superuser": "on", "is_active": "on", "groups": ["1", "2"]}
    for path in [
        f"/cms/users/edit/{manager.pk}/",
        f"/cms/users/edit/{stranger.pk}/",
        "/cms/users/new/",
        "/cms/groups/new/",
        "/cms/account/",
    ]:
        client.post(path, {**everything, "name": "x", "email": "x@a.example"})
    manager.refresh_from_db()
    stranger.refresh_from_db()
    assert not manager.is_superuser
    assert not stranger.is_superuser
    assert [group.name for group in manager.groups.all()] == ["Netzwerkmanagement"]
    assert not stranger.groups.exists()

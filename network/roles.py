"""Who may do what in the admin: all roles in one place, applied by `sync_roles`.

Nobody here may change accounts, groups or permissions, so that no role can make
itself or others more powerful; that stays with superusers on the command line.
"""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
)


@dataclass(frozen=True)
class Role:
    """A group and its rights: in general, on all pages, on all media."""

    name: str
    general: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()
    media: frozenset[str] = frozenset()


EDITOR = Role(
    name="Redaktion",
    general=frozenset(
        {
            "wagtailadmin.access_admin",
            "simple_translation.submit_translation",
            "cms.add_glossaryterm",
            "cms.change_glossaryterm",
            "cms.delete_glossaryterm",
            "strategy.change_scenario",
            "strategy.add_vision",
            "strategy.change_vision",
        }
    ),
    pages=frozenset(
        {
            "wagtailcore.add_page",
            "wagtailcore.change_page",
            "wagtailcore.publish_page",
            "wagtailcore.lock_page",
            "wagtailcore.unlock_page",
        }
    ),
    media=frozenset(
        {
            "wagtailimages.add_image",
            "wagtailimages.change_image",
            "wagtailimages.choose_image",
            "wagtaildocs.add_document",
            "wagtaildocs.change_document",
            "wagtaildocs.choose_document",
        }
    ),
)
MANAGER = Role(
    name="Netzwerkmanagement",
    general=EDITOR.general
    | {
        "cms.change_operatorsettings",
        "network.change_topic",
        "network.change_inquiry",
        "network.delete_inquiry",
        "network.view_inquiry",
        "network.add_organisation",
        "network.change_organisation",
        "network.change_notice",
        "network.add_workinggroup",
        "network.change_workinggroup",
        "strategy.add_scenariofield",
        "strategy.change_scenariofield",
        "strategy.change_factor",
        "strategy.change_participant",
        "strategy.delete_scenario",
        "strategy.lock_scenario",
        "strategy.publish_scenario",
        "strategy.unlock_scenario",
        "strategy.delete_vision",
        "strategy.lock_vision",
        "strategy.publish_vision",
        "strategy.unlock_vision",
        "strategy.add_chapter",
        "strategy.change_chapter",
        "strategy.delete_chapter",
        "strategy.lock_chapter",
        "strategy.publish_chapter",
        "strategy.unlock_chapter",
        "strategy.add_phase",
        "strategy.change_phase",
        "strategy.delete_phase",
        "strategy.add_warningsign",
        "strategy.change_warningsign",
        "strategy.delete_warningsign",
        "strategy.add_chainlink",
        "strategy.change_chainlink",
        "strategy.delete_chainlink",
        "network.change_moderationcase",
        "network.block_user",
        "workshops.add_workshop",
        "workshops.change_workshop",
        "workshops.change_registration",
        "workshops.add_otherdate",
        "workshops.change_otherdate",
        "workshops.delete_otherdate",
        "measures.add_measure",
        "measures.change_measure",
        "measures.publish_measure",
        "measures.lock_measure",
        "measures.unlock_measure",
        "measures.view_comment",
        "measures.view_consultation",
        "measures.view_progressreport",
        "strategy.view_feedbackentry",
        "wagtailcore.add_collection",
        "wagtailcore.change_collection",
        "wagtailredirects.add_redirect",
        "wagtailredirects.change_redirect",
        "wagtailredirects.delete_redirect",
    },
    pages=EDITOR.pages | {"wagtailcore.bulk_delete_page"},
    media=EDITOR.media | {"wagtailimages.delete_image", "wagtaildocs.delete_document"},
)
ROLES = [EDITOR, MANAGER]

WORKFLOW = "Freigabe"


@transaction.atomic
def apply() -> list[str]:
    """Bring the database in line with ROLES; returns what had to change."""
    changes = differences()
    for role in ROLES:
        group, _created = Group.objects.get_or_create(name=role.name)
        group.permissions.set(_permissions(role.general))
        GroupPagePermission.objects.filter(group=group).delete()
        GroupPagePermission.objects.bulk_create(
            GroupPagePermission(group=group, page=page, permission=permission)
            for page in _top_pages()
            for permission in _permissions(role.pages)
        )
        GroupCollectionPermission.objects.filter(group=group).delete()
        GroupCollectionPermission.objects.bulk_create(
            GroupCollectionPermission(
                group=group,
                collection=Collection.get_first_root_node(),
                permission=permission,
            )
            for permission in _permissions(role.media)
        )
    _tidy_up_wagtails_defaults()
    return changes


def differences() -> list[str]:
    """One line for each right that a role has too much or too little."""
    lines = []
    for role in ROLES:
        wanted, found = _wanted(role), _found(role)
        lines += [f"{role.name}: + {right}" for right in sorted(wanted - found)]
        lines += [f"{role.name}: - {right}" for right in sorted(found - wanted)]
    return lines


def _wanted(role: Role) -> set[str]:
    return {
        *role.general,
        *(f"{right} @ {page.slug}" for right in role.pages for page in _top_pages()),
        *(f"{right} @ media" for right in role.media),
    }


def _found(role: Role) -> set[str]:
    group = Group.objects.filter(name=role.name).first()
    if group is None:
        return set()
    on_pages = GroupPagePermission.objects.filter(group=group)
    on_media = GroupCollectionPermission.objects.filter(group=group)
    general = group.permissions.select_related("content_type")
    return {
        *(_label(permission) for permission in general),
        *(
            f"{_label(item.permission)} @ {item.page.slug}"
            for item in on_pages.select_related("page", "permission__content_type")
        ),
        *(
            f"{_label(item.permission)} @ media"
            for item in on_media.select_related("permission__content_type")
        ),
    }


def _label(permission: Permission) -> str:
    return f"{permission.content_type.app_label}.{permission.codename}"


def _permissions(labels: frozenset[str]) -> list[Permission]:
    """The permissions behind the labels; an unknown label is an error, not a gap."""
    return [
        Permission.objects.get(
            content_type__app_label=label.split(".")[0], codename=label.split(".")[1]
        )
        for label in sorted(labels)
    ]


def _top_pages() -> list[Page]:
    """The home page of each language; rights hold for everything below."""
    return list(Page.objects.filter(depth=2))


def _tidy_up_wagtails_defaults() -> None:
    """Wagtail brings groups and a workflow of its own; ours replace them."""
    groups = Group.objects.filter(name__in=[role.name for role in ROLES])
    for task in GroupApprovalTask.objects.filter(groups__name="Moderators"):
        task.name = WORKFLOW
        task.save(update_fields=["name"])
        task.groups.set(groups)
    Workflow.objects.filter(name="Moderators approval").update(name=WORKFLOW)
    Group.objects.filter(name__in=["Moderators", "Editors"]).delete()

"""Accounts: people log in with their e-mail address; there are no user names."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.db import models
from django.db.models import DateTimeField
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from network.models.sorting import GermanSortKey, SurnameFirst

# Who wrote something, once their account is gone.
FORMER_MEMBER = gettext_noop("ehemaliges Mitglied")


class UserQuerySet(models.QuerySet["User"]):
    def never_confirmed(self) -> "UserQuerySet":
        """Sign-ups whose e-mail code was never entered."""
        return self.filter(last_login=None, emailaddress__verified=False).exclude(
            emailaddress__verified=True
        )

    def unused_since(self, moment: datetime) -> "UserQuerySet":
        """Members who have not logged in; never staff, nor people locked out."""
        return self.annotate(
            seen_at=Coalesce("last_login", "date_joined", output_field=DateTimeField())
        ).filter(
            seen_at__lt=moment, is_active=True, is_superuser=False, groups__isnull=True
        )

    def permitted(self, permission: str) -> "UserQuerySet":
        """Active people with a permission: "change_inquiry", "measures.change_measure"."""
        *app, codename = permission.split(".")
        groups = Group.objects.filter(
            permissions__codename=codename,
            permissions__content_type__app_label=app[0] if app else "network",
        )
        return self.filter(
            models.Q(is_superuser=True) | models.Q(groups__in=groups), is_active=True
        ).distinct()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # Django makes this base class
    """What createsuperuser and the library expect; sets of users are QuerySets."""

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields) -> "User":
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. What they may do follows from groups and roles."""

    email = models.EmailField(_("E-Mail-Adresse"), unique=True)
    name = models.CharField(
        _("Name"),
        max_length=150,
        help_text=_("So sehen andere Sie, zum Beispiel bei Ihren Stellungnahmen."),
    )
    # When somebody who has not come for years was asked whether they want to stay.
    asked_to_stay_at = models.DateTimeField(
        _("gefragt, ob das Konto bleiben soll"), null=True, editable=False
    )
    is_active = models.BooleanField(_("aktiv"), default=True)
    date_joined = models.DateTimeField(
        _("registriert am"), default=timezone.now, editable=False
    )

    sort_key = models.GeneratedField(
        expression=GermanSortKey(SurnameFirst("name")),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )

    objects = UserManager()
    authenticator_set: Any  # reverse relation of allauth.mfa, which has no types

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("Person")
        verbose_name_plural = _("Personen")
        # Of the people in the admin. Django's own would open Wagtail's accounts.
        permissions: ClassVar = [("block_user", _("Personen ansehen und sperren"))]
        indexes = [models.Index(fields=["sort_key"], name="user_sort_key")]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message=_("Diese E-Mail-Adresse wird schon verwendet."),
            ),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="user_email_lowercase"
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.get_full_name()

    @property
    def state_word(self) -> str:
        return gettext("aktiv") if self.is_active else gettext("gesperrt")

    @property
    def stakeholder_group(self) -> str:
        """In words; nobody has to say it."""
        profile = getattr(self, "profile", None)
        return profile.get_stakeholder_group_display() if profile else ""

    def may_enter_admin(self) -> bool:
        return self.has_perm("wagtailadmin.access_admin")

    def has_second_factor(self) -> bool:
        """Recovery codes alone are none: they stand in for something lost."""
        return self.authenticator_set.filter(type__in=["totp", "webauthn"]).exists()

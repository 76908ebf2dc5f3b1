"""How allauth behaves here: addresses, mail, wording, encryption of secrets."""

import ipaddress
import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress, Login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network import organisations
from network.models import Profile, User
from network.models.people import RULES_VERSION
from network.outbox import queue_mail

# Mail that anybody can cause to any address, by filling in a form.
FOR_STRANGERS = {
    "account_already_exists",
    "email_confirmation",
    "email_confirmation_signup",
    "login_code",
    "password_reset_code",
    "unknown_account",
}

WRONG_CODE = _(
    "Dieser Code stimmt nicht. Bitte vergleichen Sie ihn mit der neuesten E-Mail, "
    "die Sie von uns bekommen haben."
)
TOO_MANY_TRIES = _(
    "Das waren zu viele Versuche. Bitte warten Sie fünf Minuten und beginnen Sie "
    "dann von vorn."
)


class AccountAdapter(DefaultAccountAdapter):
    """Each message names the problem and what one can do about it."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _(
            "Dieses Konto ist gesperrt. Bitte schreiben Sie uns über die Seite Kontakt."
        ),
        "email_password_mismatch": _(
            "E-Mail-Adresse und Passwort passen nicht zusammen. Bitte prüfen Sie "
            "beide, oder lassen Sie sich einen Code zum Anmelden schicken."
        ),
        "email_taken": _(
            "Diese Adresse gehört schon zu einem Konto. Bitte nehmen Sie eine andere."
        ),
        "enter_current_password": _("Bitte geben Sie Ihr jetziges Passwort ein."),
        "incorrect_code": WRONG_CODE,
        "incorrect_password": _(
            "Dieses Passwort stimmt nicht. Achten Sie auf Groß- und Kleinschreibung."
        ),
        "rate_limited": _(
            "Bitte warten Sie eine Minute und versuchen Sie es dann neu."
        ),
        "same_as_current": _(
            "Das ist schon Ihre Adresse. Bitte geben Sie die neue Adresse ein."
        ),
        "too_many_login_attempts": TOO_MANY_TRIES,
    }

    def clean_email(self, email: str) -> str:
        limit = User._meta.get_field("email").max_length or 0
        if len(email) > limit:
            raise ValidationError(
                _("Diese Adresse ist zu lang. Möglich sind %(limit)d Zeichen."),
                params={"limit": limit},
            )
        return super().clean_email(email)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The visitor's address; an IPv4 address stays one also over an IPv6 socket."""
        address = ipaddress.ip_address(super().get_client_ip(request))
        return str(getattr(address, "ipv4_mapped", None) or address)

    def send_mail(
        self, template_prefix: str, email: str, context: dict[str, object]
    ) -> None:
        """Write allauth's mail with our own words; what it passes is not needed.

        That includes every link: allauth makes them from the address that the
        browser asked for, ours start with BASE_URL.
        """
        name = template_prefix.rpartition("/")[2]
        keys = {"code", "ip", "user_agent", "timestamp", "from_email", "to_email"}
        queue_mail(
            to=email,
            template=f"account/{name}",
            context={key: context[key] for key in keys & context.keys()},
            by_stranger=name in FOR_STRANGERS and not self._is_theirs(email),
        )

    def _is_theirs(self, email: str) -> bool:
        """Whether this browser has proven to be that of whoever owns the address.

        To any other address somebody logged in is as much a stranger as all the rest
        (S-19). And whoever has entered the password gets the code that belongs to it,
        whatever flood of mail others cause.
        """
        owned = EmailAddress.objects.filter(email__iexact=email, verified=True)
        address = owned.select_related("user").first()
        return address is not None and bool(
            get_authentication_records(self.request, address.user)
        )

    def save_user(
        self, request: HttpRequest, user: User, form: BaseForm, *, commit: bool = True
    ) -> AbstractBaseUser:
        """Save the account and what its owner has said about themselves."""
        answers = form.cleaned_data
        user.name = answers["name"]
        saved = super().save_user(request, user, form, commit=commit)
        profile = Profile.objects.create(
            user=saved,
            stakeholder_group=answers["stakeholder_group"],
            named_organisation=answers["organisation"],
            rules_version=RULES_VERSION,
            rules_accepted_at=timezone.now(),
        )
        profile.topics.set(answers["topics"])
        return saved

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Only now does an organisation hear of a newcomer who has named it."""
        confirmed = super().confirm_email(request, email_address)
        if confirmed:
            organisations.join_named(by=email_address.user)
        return confirmed

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("network_welcome")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("my_area")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_overview")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("account_overview")

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        request.session["logged_in_at"] = time.time()

    def is_login_by_code_required(self, login: Login) -> bool:
        """A mailed code is the second factor of those who have set up no other."""
        return (
            settings.REQUIRE_SECOND_FACTOR
            and super().is_login_by_code_required(login)
            and not login.user.has_second_factor()
        )

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Whoever has just logged in need not prove it once more."""
        return super().is_reauthentication_required(
            app=app, **kwargs
        ) and not logged_in_recently(self.request)


def logged_in_recently(request: HttpRequest) -> bool:
    age = time.time() - request.session.get("logged_in_at", 0)
    return age < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


class MFAAdapter(DefaultMFAAdapter):
    """Secrets are encrypted in the database; passkeys belong to our public address."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "Dieser Code stimmt nicht. Bitte geben Sie den Code ein, den Ihre App "
            "gerade zeigt, oder einen unbenutzten Wiederherstellungs-Code."
        ),
    }

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return "TRegKS"

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = user.authenticator_set.filter(type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity = super().get_public_key_credential_rp_entity()
        # On one's own machine 127.0.0.1 and localhost both lead to the portal, but
        # browsers keep passkeys for names only.
        name = entity["id"] if settings.DEMO else settings.HOSTNAME
        return {"id": name, "name": settings.WAGTAIL_SITE_NAME}


def cipher() -> MultiFernet:
    """Encrypts with the first of MFA_KEYS, decrypts with any of them."""
    return MultiFernet([Fernet(key) for key in settings.MFA_KEYS])

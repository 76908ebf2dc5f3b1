"""Our share in allauth's forms, and the forms of the account pages."""

import re
from datetime import timedelta
from typing import Any

from allauth.account import forms as allauth
from allauth.core import context
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from network import limits
from network.adapter import TOO_MANY_TRIES
from network.models import Organisation, StakeholderGroup, Topic, User
from tregks.forms import SpamGuard

format_html_lazy = lazy(format_html, SafeString)

# Names stand in mails, spreadsheets and beside others. So they also hold no line
# breaks (a second paragraph would pose as ours), nothing that turns the direction of
# writing, and none begins like a formula.
plain_name = RegexValidator(
    re.compile(
        r"[<>{}\\]|://|www\.|@|^[=+-]"
        r"|[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]",
        re.IGNORECASE,
    ),
    _(
        "Ein Name enthält keine Internet- oder E-Mail-Adressen und keine Klammern "
        "wie < oder {, und er beginnt nicht mit =, + oder -. Bitte lassen Sie diese "
        "Zeichen weg."
    ),
    inverse_match=True,
)


class NameField(forms.CharField):
    """What others see: any name of any culture, but no addresses and no markup."""

    def __init__(self, **kwargs) -> None:
        super().__init__(
            label=_("Ihr Name"),
            max_length=150,
            help_text=_(
                "So sehen andere Sie, zum Beispiel bei Ihren Stellungnahmen. Sie "
                "können ihn jederzeit ändern."
            ),
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            validators=[plain_name],
            **kwargs,
        )


MOST_SUGGESTIONS = 300


class OrganisationInput(forms.TextInput):
    """Suggests names of the directory, unless these would make the page heavy."""

    template_name = "network/organisation_input.html"

    def get_context(
        self, name: str, value: Any, attrs: dict[str, Any] | None
    ) -> dict[str, Any]:
        published = Organisation.objects.published().values_list("name", flat=True)
        names = list(published[: MOST_SUGGESTIONS + 1])
        if len(names) > MOST_SUGGESTIONS:
            names = []
        else:
            attrs = {**(attrs or {}), "list": "organisationen"}
        return super().get_context(name, value, attrs) | {"names": names}


class SignupForm(SpamGuard, allauth.SignupForm):
    """The one form for all doors to membership; the adapter saves what it asks."""

    account_already_exists: bool

    name = NameField()
    stakeholder_group = forms.ChoiceField(
        label=_("Zu welcher Gruppe gehören Sie?"),
        choices=[("", _("Bitte wählen")), *StakeholderGroup.choices],
        help_text=_("Im Netzwerk sollen alle acht Gruppen zu Wort kommen."),
        error_messages={"required": _("Bitte wählen Sie eine Gruppe.")},
    )
    organisation = forms.CharField(
        label=_("Ihre Organisation"),
        required=False,
        max_length=150,
        help_text=_(
            "Wenn Sie zu einer gehören. Steht sie noch nicht im Verzeichnis, können "
            "Sie sie danach vorschlagen."
        ),
        widget=OrganisationInput(attrs={"autocomplete": "organization"}),
        validators=[plain_name],
    )
    topics = forms.ModelMultipleChoiceField(
        label=_("Welche Handlungsfelder interessieren Sie?"),
        queryset=Topic.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    rules = forms.BooleanField(
        label=_("Ich halte mich an die Regeln für das Miteinander."),
        help_text=format_html_lazy(
            '<a href="{url}">{text}</a>',
            url=reverse_lazy("network_rules"),
            text=_("Regeln für das Miteinander lesen"),
        ),
        error_messages={
            "required": _("Ohne diese Regeln geht es nicht. Bitte stimmen Sie zu.")
        },
    )
    field_order = (
        "name",
        "email",
        "password1",
        "stakeholder_group",
        "organisation",
        "topics",
        "rules",
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        password = self.cleaned_data.get("password1")
        if password and "password1" not in self.errors:
            # allauth has compared it with the address only.
            person = User(name=self.cleaned_data.get("name", ""))
            try:
                UserAttributeSimilarityValidator(["name"]).validate(password, person)
            except ValidationError as error:
                self.add_error("password1", error)
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        if self.account_already_exists:
            # Hashing takes long enough to be noticed when it is left out.
            make_password(self.cleaned_data.get("password1"))
            return super().try_save(request)
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            # Somebody was faster by a moment, perhaps the same person's double click.
            self.account_already_exists = True
            return super().try_save(request)


class LoginForm(allauth.LoginForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""  # the page links to the reset itself
        self.fields["remember"].help_text = _(
            "Bitte nicht an Geräten, die auch andere Menschen benutzen."
        )


class CodeForm(forms.Form):
    """Mixin: three tries per code, exactly, also when they arrive at once.

    allauth counts in the session, which parallel requests read before any of them
    writes. The link in the mail brings the code along, so nobody has to type it.
    """

    TRIES = 3
    expected_code: str | None

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].initial = context.request.GET.get("code")

    def clean_code(self) -> str:
        attempt = f"{context.request.session.session_key}:{self.expected_code}"
        lifetime = timedelta(seconds=settings.CODE_LIFETIME)
        if not limits.allowed("code", attempt, amount=self.TRIES, per=lifetime):
            raise ValidationError(TOO_MANY_TRIES)
        return super().clean_code()  # type: ignore[misc]  # allauth's forms have it


class ConfirmEmailForm(CodeForm, allauth.ConfirmEmailVerificationCodeForm):
    pass


class ConfirmLoginForm(CodeForm, allauth.ConfirmLoginCodeForm):
    pass


class ConfirmPasswordResetForm(CodeForm, allauth.ConfirmPasswordResetCodeForm):
    pass


class OnePassword:
    """Mixin: one field is enough, people can have it shown instead of retyping it."""

    fields: dict[str, forms.Field]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]


class ChangePasswordForm(OnePassword, allauth.ChangePasswordForm):
    pass


class SetPasswordForm(OnePassword, allauth.SetPasswordForm):
    pass


class ResetPasswordForm(OnePassword, allauth.ResetPasswordKeyForm):
    pass


class AddPasskeyForm(AddWebAuthnForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        name, passwordless = self.fields["name"], self.fields["passwordless"]
        name.label = _("Name, damit Sie den Passkey wiedererkennen")
        passwordless.label = _("Damit auch ohne Passwort anmelden")
        passwordless.help_text = _(
            "Ihr Gerät verlangt dann Fingerabdruck, Gesicht oder PIN. Sonst ist der "
            "Passkey nur ein zweiter Faktor nach dem Passwort."
        )
        passwordless.initial = True


class NameForm(forms.ModelForm):
    name = NameField()

    class Meta:
        model = User
        fields = ("name",)

"""One thing in the admin, and all that can be done with it: its page with many forms."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.views import generic

# A form, the verb it feeds, and what is said afterwards.
Action = tuple[type[forms.Form], Callable[..., object], Promise]


class CaseView(generic.InspectView):
    """Each action is a form of its own; the button pressed names it as "action".

    The verb gets the object under the name `subject`, the form's answers and `by`.
    """

    ACTIONS: ClassVar[dict[str, Action]]
    subject: ClassVar[str]
    any_permission_required = ["change"]

    def get_edit_url(self) -> None:
        """This is the page on which it is edited."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = request.POST.get("action", "")
        if name not in self.ACTIONS:
            raise SuspiciousOperation("unknown action")
        form_class, act, done = self.ACTIONS[name]
        form = form_class(request.POST, prefix=name)
        if form.is_valid():
            subject = {self.subject: self.object}
            try:
                act(**subject, by=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, done)
                return redirect(self.object.get_absolute_url())
        messages.validation_error(
            request, _("Das hat noch nicht geklappt. Ihre Eingaben sind noch da."), form
        )
        return self.render_to_response(self.get_context_data(**{f"{name}_form": form}))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            f"{name}_form": form_class(prefix=name)
            for name, (form_class, _act, _done) in self.ACTIONS.items()
        }
        context[self.subject] = self.object
        return super().get_context_data(**context | kwargs)

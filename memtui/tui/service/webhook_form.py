"""A webhook as it is typed."""

from __future__ import annotations

from collections.abc import Mapping

from memtui.core.display import one_line
from memtui.core.projects import WEBHOOK_EVENTS, Webhook, WebhookDraft
from memtui.ops.settings_checks import SettingError, check_webhook
from memtui.tui.service.context import PageContext
from memtui.tui.service.form_page import FieldError, FormField, FormPage


class WebhookForm(FormPage[WebhookDraft]):
    """Gives back the webhook; `before` is the one that is edited, `draft` what was typed already."""

    TITLE = "Webhook"
    DOES = "previews"

    def __init__(self, context: PageContext, before: Webhook | None, draft: WebhookDraft | None) -> None:
        shown = draft or before or WebhookDraft("", "", ())
        self._known = before.event_types if before is not None else ()
        self._events = dict.fromkeys((*WEBHOOK_EVENTS, *self._known))
        super().__init__(
            context,
            [
                FormField("name", "name", shown.name),
                FormField("url", "address", shown.url, placeholder="https://…"),
                *(
                    FormField(
                        event,
                        "" if at else "called on",
                        "on" if event in shown.event_types else "",
                        kind="toggle",
                        on=one_line(event),
                        off=one_line(event),
                    )
                    for at, event in enumerate(self._events)
                ),
            ],
        )

    def check(self, typed: Mapping[str, str]) -> None:
        """Whether a service could call it."""
        try:
            check_webhook(self._draft(typed), self._known)
        except SettingError as error:
            name = WEBHOOK_EVENTS[0] if error.field == "event_types" else error.field
            raise FieldError(name, error.message, hint=error.hint) from None

    async def submit(self, typed: Mapping[str, str]) -> WebhookDraft:
        """The webhook; nothing is asked."""
        return self._draft(typed)

    def _draft(self, typed: Mapping[str, str]) -> WebhookDraft:
        events = tuple(event for event in self._events if typed[event])
        return WebhookDraft(typed["name"].strip(), typed["url"].strip(), events)

"""The links of a row that reach its lead. A list shows fifty, so they are put together here."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kit.templatetags.icons import icon
from sla.contact import Contact

register = template.Library()

_ELSEWHERE = ' rel="noreferrer" target="_blank"'


@register.simple_tag
def reach(contact: Contact) -> SafeString:
    """Return one tap for each way to reach ``contact``, icons alone; "" where there is none.

    Of somebody who asked not to be contacted it says so instead.
    """
    if contact.is_refused:
        said = f'<p class="row-note">{icon("ban")}{escape(_("Do not contact"))}</p>'
        return mark_safe(said)  # noqa: S308 - the icon's markup and an escaped word
    links = ""
    if contact.tel_url:
        links += _link(contact.tel_url, contact.call_label, "phone")
    if contact.whatsapp_url:
        links += _link(contact.whatsapp_url, contact.whatsapp_label, "message-circle", _ELSEWHERE)
    if contact.mail_url:
        links += _link(contact.mail_url, contact.mail_label, "mail")
    if not links:
        return SafeString()
    return mark_safe(  # noqa: S308 - every text in it is escaped where it is put in
        f'<div class="reach reach-sm" role="group" aria-label="{escape(contact.group_label)}">'
        f"{links}</div>"
    )


def _link(url: str, label: str, drawn: str, more: str = "") -> str:
    return (
        f'<a class="btn btn-line btn-icon" href="{escape(url)}" aria-label="{escape(label)}"'
        f"{more}>{icon(drawn)}</a>"
    )

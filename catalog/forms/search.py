"""Synonyms and hot words as operators type them."""

import re
from typing import Any, ClassVar

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from catalog.models import HotWord, Synonym

LONGEST_WORD = 20
_COMMAS = re.compile("[，、；;]")


class WordsField(SimpleArrayField):
    """Words separated by commas, Chinese ones as well; empty ones and repetitions fall away."""

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # the stubs say text
        words = super().to_python(_COMMAS.sub(",", value or ""))
        return list(dict.fromkeys(word.strip() for word in words if word.strip()))


class SynonymForm(forms.ModelForm[Synonym]):
    words = WordsField(
        forms.CharField(max_length=LONGEST_WORD),
        label=_("words"),
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Separated by commas. Without a word above, each finds all the others."),
    )

    class Meta:
        model = Synonym
        fields: ClassVar[list[str]] = ["typed", "words", "is_active"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        words = cleaned.get("words")
        if words is not None and len(words) < (1 if cleaned.get("typed") else 2):
            self.add_error("words", _("Two words at least, or one to be found by the word above."))
        return cleaned


class HotWordForm(forms.ModelForm[HotWord]):
    class Meta:
        model = HotWord
        fields: ClassVar[list[str]] = ["word", "link", "position", "shows_from", "shows_until"]

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        if link and not re.fullmatch(r"/([^/\\].*)?", link):
            raise forms.ValidationError(_("A page of this shop begins with one slash: /c/men/"))
        return link

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("shows_from"), cleaned.get("shows_until")
        if begins and ends and begins >= ends:
            self.add_error("shows_until", _("The end comes after the beginning."))
        return cleaned

from django import forms
from django.template import Context, Template


class PhoneForm(forms.Form):
    phone = forms.CharField(label="Phone", min_length=11, help_text="For the courier.")


def render(source, **context):
    return Template(source).render(Context(context))


def test_an_error_stands_beside_its_field_and_is_read_with_it():
    form = PhoneForm({"phone": "138"})
    form.is_valid()

    shown = render('{% include "components/field.html" with field=form.phone %}', form=form)

    assert 'value="138"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in shown
    assert 'id="id_phone_helptext"' in shown
    assert 'id="id_phone_error"' in shown


def test_a_notice_of_a_removal_offers_to_undo_it_with_a_form():
    shown = render(
        '{% include "components/toast.html" with text="Removed." undo_url="/undo/" swap=True %}',
        csrf_token="token-of-the-page",
    )

    assert 'hx-swap-oob="beforeend:#toasts"' in shown
    assert 'action="/undo/"' in shown
    assert "token-of-the-page" in shown


def test_a_text_from_outside_is_never_markup():
    shown = render('{% include "components/toast.html" with text=text %}', text="<b>x</b>")

    assert "&lt;b&gt;x&lt;/b&gt;" in shown


def test_a_step_of_a_quote_that_did_not_apply_says_so():
    step = {"label": "Member price", "reason": "Log in first.", "applied": False, "amount": 0}

    shown = render('{% include "components/why.html" with steps=steps %}', steps=[step])

    assert "why-not" in shown
    assert "Log in first." in shown
    assert "¥" not in shown

"""A guess at the language, or none."""

import pytest

from listserv.text.spoken import guess


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("We use stock cards in our district and they help us a lot.", "en"),
        ("Nous utilisons des fiches de stock dans notre district.", "fr"),
        ("Usamos tarjetas de existencias en nuestro distrito y nos ayudan.", "es"),
        ("Usamos fichas de estoque no nosso distrito e elas ajudam muito.", "pt"),
        ("نستخدم بطاقات المخزون في منطقتنا وهي مفيدة جدا", "ar"),
        ("Tunatumia kadi za hisa katika wilaya yetu na zinasaidia sana.", "sw"),
        ("ما از کارت موجودی در منطقه خود استفاده می‌کنیم و مفید است گچ پژ", ""),
        ("Мы используем карточки учёта запасов в нашем районе.", ""),
        ("ok", ""),
        ("Amina Kamau", ""),
        ("", ""),
        ("https://example.org/the/of/and/to/in/is/that 12 34", ""),
    ],
)
def test_guess(text: str, code: str) -> None:
    assert guess(text).language == code

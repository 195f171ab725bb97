"""Comments under the sample web's articles: English spam as bots leave it on Indonesian sites, and a few readers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from tests.web.articles import SampleArticle

SPAM_COMMENTS = 46
"""Comments under an article with the option ``spam``: more text than the article itself."""

_OPENINGS = (
    "Wow, what a marvelous page you are running over here.",
    "I stumbled upon this post while looking for something else entirely.",
    "Hello from Ohio, I am reading this on my lunch break.",
    "My cousin recommended this blog and now I see why.",
    "You have a real gift for explaining complicated matters.",
    "I never leave replies, but this time I simply had to.",
    "Such a refreshing article, nobody else covers this topic so well.",
    "It is hard to find people with knowledge about this subject.",
    "Every weekend I visit this place because I enjoy it so much.",
    "I was suggested this website by a colleague of mine.",
    "Great goods from you, friend.",
    "Your page loads incredibly fast on my phone.",
)
_MIDDLES = (
    "The part in the center was exactly what I needed for my homework on tax software.",
    "Do you mind if I quote a couple of your articles and give credit to your domain?",
    "Our keto gummies melt away belly fat within three weeks and need no workout.",
    "I tried the herbal drops from my profile and my hearing came back completely.",
    "We offer cheap backlinks, guest posts and domain authority boosts at fair prices.",
    "At our casino the first two hundred spins are free and you may withdraw at once.",
    "I earned nine thousand dollars last month working from home with my laptop.",
    "Is it okay to share this on my social network, where I have a lot of zombies following?",
    "This supplement supports healthy joints with natural turmeric and a secret Alpine root.",
    "Replica watches with free worldwide shipping are available in our shop right now.",
    "Which hosting company do you use, and could I get your affiliate link to it?",
    "The theme of your blog shows no images in my browser, you may want to look at that.",
    "Buying followers has never been easier, and all of the accounts are real humans.",
    "A crypto wallet with a guaranteed return of seven percent a day changed my life.",
)
_CLOSINGS = (
    "Thanks a million and please keep going!",
    "I have bookmarked you and told all my friends.",
    "Feel free to check out my homepage as well.",
    "Looking forward to the next post!",
    "Click my name for the discount code.",
    "May I subscribe to your newsletter?",
    "Cheers, and greetings to your family.",
    "You deserve an award for this.",
    "Hope to read more about it soon.",
    "Good luck with everything you do here.",
)
_NAMES = (
    "best garden sheds",
    "Harvey Loftin",
    "slot deposit 5000",
    "Marlene Quade",
    "seo agency cheap",
    "gluco drops review",
    "Terrence Wyman",
    "buy followers fast",
    "Odell Prather",
    "weight loss gummies",
    "crypto signals pro",
    "Nadine Corley",
)
_READERS = (
    ("Pak Slamet", "Semoga semuanya berjalan lancar dan warga tetap rukun."),
    ("Ibu Kost", "Terima kasih infonya min, sangat membantu."),
    ("Warga Biasa", "Yang penting jalan di depan gang kami segera diperbaiki juga."),
    ("Arek Kene", "Mantap, lanjutkan."),
)


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment."""

    name: str
    text: str
    written: datetime


def comments_on(article: SampleArticle, *, quoting: bool = False) -> list[Comment]:
    """The comments under an article, oldest first: ``SPAM_COMMENTS`` with the option ``spam``, else none to two.

    With ``quoting`` one spam comment repeats a sentence of the article.
    """
    random = Random(f"comments {article.key}")
    if "spam" not in article.options:
        chosen = random.sample(_READERS, random.choice((0, 0, 1, 2)))
        return [_at(article, number, name, text) for number, (name, text) in enumerate(chosen, 1)]
    texts = [
        " ".join((random.choice(_OPENINGS), random.choice(_MIDDLES), random.choice(_CLOSINGS)))
        for _ in range(SPAM_COMMENTS)
    ]
    if quoting:
        texts[7] = f"“{_sentence(article)}” This is so true! {random.choice(_MIDDLES)} {random.choice(_CLOSINGS)}"
    return [_at(article, number, random.choice(_NAMES), text) for number, text in enumerate(texts, 1)]


def _at(article: SampleArticle, number: int, name: str, text: str) -> Comment:
    return Comment(name, text, article.published + timedelta(minutes=7 * number))


def _sentence(article: SampleArticle) -> str:
    """The first sentence of the article's middle paragraph."""
    paragraph = article.paragraphs[len(article.paragraphs) // 2]
    return paragraph.split(". ")[0].strip(' “”"').rstrip(".") + "."

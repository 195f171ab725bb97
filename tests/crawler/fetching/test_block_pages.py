"""Challenge and block pages are told from articles."""

from __future__ import annotations

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, JsonResponse, XmlResponse

from crawler.fetching.block_pages import challenge_in, parking_in

ARTICLE = b"<html><title>Apel siaga</title><body>" + b"<p>Polres menggelar apel siaga.</p>" * 50 + b"</body></html>"


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, {"cf-mitigated": "challenge"}, ARTICLE),
        (403, {}, b"<html>Forbidden</html>"),
        (401, {}, b""),
        (200, {}, b"<html><head><title>Just a moment...</title></head></html>"),
        (503, {}, b"<title>Attention Required! | Cloudflare</title>"),
        (200, {}, b"<html><script src='/cdn-cgi/challenge-platform/h/b'></script></html>"),
        (200, {}, b"<title>Sucuri WebSite Firewall - Access Denied</title>"),
        (202, {}, b"<script src='https://a1.b2.awswaf.com/challenge.js'></script>"),
        (200, {}, b"<title lang=en>Making sure you&#39;re not a bot!</title>"),
        (200, {}, b"<title>Captcha</title><p>Verifying that you are not a robot...</p>"),
        (200, {}, b"<title>Internet Positif</title><p>Situs ini diblokir.</p>"),
    ],
)
def test_recognised(status: int, headers: dict[str, str], body: bytes) -> None:
    assert challenge_in(HtmlResponse("https://x.example/", status=status, headers=headers, body=body))


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("https://x.example/wp-login.php?redirect_to=x", ARTICLE),
        ("https://x.example/masuk/", b""),
        ("https://x.example/berita/1", b"<form><input name=u><input class=a type=password></form>"),
    ],
)
def test_a_login_is_recognised(url: str, body: bytes) -> None:
    assert challenge_in(HtmlResponse(url, body=body)) == "login page"


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("https://x.example/masuk-angin-saat-kampanye/", ARTICLE),
        ("https://x.example/", b"<a href='/1'>x</a>" * 40 + b"<form><input type='password'></form>"),
        ("https://x.example/berita/1", ARTICLE + b"<form><input type='password'></form>"),
    ],
)
def test_a_login_form_beside_articles_is_no_login(url: str, body: bytes) -> None:
    assert challenge_in(HtmlResponse(url, body=body)) is None


@pytest.mark.parametrize(
    "body",
    [
        b"<html><title>kabar.example</title><body><a href='/?q=insurance'>Insurance</a></body></html>",
        b"<html><title>x</title><body>Buy this domain today</body></html>",
        b"<html><title>x</title><script src='//sedoparking.example/x.js'></script></html>",
        b"<html><title>Domain dijual</title><body>Domain ini dijual</body></html>",
        b"<html><title>Account Suspended</title><body>Hubungi penyedia hosting.</body></html>",
    ],
)
def test_a_domain_that_was_given_up(body: bytes) -> None:
    assert parking_in(HtmlResponse("https://www.kabar.example/", body=body))


@pytest.mark.parametrize("body", [ARTICLE, b"", b"<title>kabar.example</title>" + b"<a href='/1'>x</a>" * 30])
def test_a_domain_that_is_in_use(body: bytes) -> None:
    assert parking_in(HtmlResponse("https://kabar.example/", body=body)) is None


def test_a_feed_called_by_the_name_of_its_domain_is_a_feed() -> None:
    feed = b"<rss><channel><title>kabar.example</title></channel></rss>"
    assert parking_in(XmlResponse("https://kabar.example/feed/", body=feed)) is None


@pytest.mark.parametrize("body", [ARTICLE, ARTICLE + b"<form><div class='g-recaptcha'></div></form>", b""])
def test_an_article_is_none_even_with_a_captcha_in_its_comment_form(body: bytes) -> None:
    assert challenge_in(HtmlResponse("https://x.example/", body=body)) is None


SENTENCES = (
    "Panitia pemungutan suara menerima kotak suara di balai desa dan mencatatnya di depan saksi.",
    "Kapolsek menyatakan bahwa penjagaan gudang tidak akan dikurangi sampai penghitungan selesai.",
    "Warga diminta untuk melapor kepada pengawas bila melihat pelanggaran di sekitar tempat itu.",
    "Rekapitulasi di tingkat kecamatan akan dimulai pada hari Sabtu dan terbuka bagi umum.",
)
TEXT = b"<article>" + "<br><br>".join(SENTENCES).encode() + b"</article>"
"""A short article without one ``<p>``."""

CLOUDFLARE_BLOCK = (
    b"<p>This website is using a security service to protect itself from online attacks. The action you performed "
    b"triggered the security solution. Several actions could trigger this block, among them submitting a certain word "
    b"or phrase, a database command or malformed data.</p><p>You can write to the owner of the site to let them know "
    b"that you were blocked. Please include what you were doing when this page came up.</p>"
)


@pytest.mark.parametrize(
    "beside",
    [
        b"<script src='https://www.google.com/recaptcha/api.js'></script><div class='g-recaptcha'></div>",
        b"<script>a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'</script>",
        b"<form action='/masuk'><input name=u><input type=password></form>",
        b"<script src='https://hcaptcha.com/1/api.js'></script><div class=h-captcha></div>",
        b"<title>Access Denied: akses ditolak ke gudang logistik</title>",
        b"<script src='/_Incapsula_Resource?x'></script>",
    ],
)
def test_a_page_with_running_text_of_its_own_is_no_wall(beside: bytes) -> None:
    page = HtmlResponse("https://x.example/berita/a", body=b"<html><body>" + beside + TEXT + b"</body></html>")
    assert challenge_in(page) is None
    assert challenge_in(page.replace(body=page.body.replace(TEXT, b""))) is not None


@pytest.mark.parametrize(
    "body",
    [
        b"<title>Attention Required!</title><h1>Sorry, you have been blocked</h1>" + CLOUDFLARE_BLOCK,
        b"<title>Just a moment...</title><p>Verifikasi bahwa Anda adalah manusia. Ini mungkin perlu beberapa detik.</p>"
        b"<p>warta.example perlu meninjau keamanan koneksi Anda sebelum melanjutkan.</p>",
        b"<p>Silakan masuk untuk melanjutkan membaca.</p><form><input type=password></form><p>Lupa kata sandi? Hubungi "
        b"kami.</p><p>Belum punya akun? Daftar di sini.</p><p>Dengan masuk Anda setuju dengan ketentuan kami.</p>",
        b"<script src='/cdn-cgi/challenge-platform/h/b'></script><p>Enable JavaScript and cookies to continue.</p>",
    ],
)
def test_what_a_wall_says_of_itself_is_no_article(body: bytes) -> None:
    assert challenge_in(HtmlResponse("https://x.example/berita/a", body=body)) is not None


def test_a_list_of_links_with_a_captcha_in_its_search_box_is_a_list() -> None:
    links = b"<h2><a href='/berita/x'>Apel siaga</a></h2>" * 30
    page = HtmlResponse("https://x.example/indeks", body=links + b"<div class='g-recaptcha'></div>")
    assert challenge_in(page) is None


def test_a_feed_and_a_rest_answer_are_no_challenge() -> None:
    for kind in (XmlResponse, JsonResponse):
        assert challenge_in(kind("https://x.example/feed", body=b'{"a": "g-recaptcha"}', encoding="utf-8")) is None


def test_an_article_announced_under_an_address_like_that_of_a_login() -> None:
    address = "https://x.example/masuk/apel-siaga"
    asked = Request(address)
    assert challenge_in(HtmlResponse(address, body=TEXT, request=asked)) is None
    led = Request(address, meta={"redirect_urls": ["https://x.example/berita/a"]})
    assert challenge_in(HtmlResponse(address, body=TEXT, request=led)) == "login page"


@pytest.mark.parametrize(
    "beside",
    [
        b"<p>Di forum itu tertulis: domain ini dijual.</p>",
        b"<script src='https://iklan.example/parkingcrew.js'></script>",
        b"<title>kabar.example</title>",
    ],
)
def test_a_page_with_running_text_is_not_parked(beside: bytes) -> None:
    assert parking_in(HtmlResponse("https://kabar.example/berita/a", body=beside + b"<body>" + TEXT)) is None
    assert parking_in(HtmlResponse("https://kabar.example/berita/a", body=beside)) is not None


@pytest.mark.parametrize(
    "link", ["/berita/apel-{0}", "https://kabar.example/berita/{0}", "https://www.kabar.example/b/{0}"]
)
def test_a_short_list_under_the_name_of_the_domain_is_a_list(link: str) -> None:
    def site(link: str) -> HtmlResponse:
        links = "".join(f"<li><a class=judul href='{link.format(number)}'>Apel</a></li>" for number in range(6))
        return HtmlResponse("https://kabar.example/", body=f"<title>www.Kabar.example</title>{links}".encode())

    assert parking_in(site(link)) is None
    assert parking_in(site("https://iklan.example/klik/{0}")) is not None
    assert parking_in(site("/?q=asuransi-{0}")) is not None


def test_the_small_print_of_a_parked_domain_is_no_article() -> None:
    small_print = (
        b"<p>The sponsored listings on this page are served by a third party. Neither the service provider nor the "
        b"owner of the domain maintains any relationship with the advertisers. In case of trademark issues please "
        b"contact the owner of the domain, whose address can be found in whois.</p>"
    )
    page = HtmlResponse("https://kabar.example/", body=b"<h1>Buy this domain</h1>" + small_print + small_print)
    assert parking_in(page) is not None

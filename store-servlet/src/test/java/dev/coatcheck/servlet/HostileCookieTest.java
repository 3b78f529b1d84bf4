package dev.coatcheck.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Over raw sockets, as no well-behaved client sends such headers. */
class HostileCookieTest {
    private static final String UNKNOWN_TICKET = "AAAAAAAAAAAAAAAAAAAAAA." + "B".repeat(43);

    @AutoClose
    private final Site site = Shop.overHttp();

    @BeforeEach
    void start() {
        site.start();
    }

    private String answer(String path, String cookies) throws IOException {
        return site.answerTo(Site.get(path, "Connection: close\r\nCookie: " + cookies));
    }

    static Stream<String> values() {
        return Stream.of(
                "",
                "*",
                "A".repeat(10_000),
                UNKNOWN_TICKET + "A".repeat(10_000),
                "AAAAAAAAAAAAAAAAAAAAA*." + "B".repeat(43),
                "AAAAAAAAAAAAAAAAAAAAAA:" + "B".repeat(43),
                "AAAAAAAAAAAAAAAAAAAAAA." + "B".repeat(42) + "%",
                UNKNOWN_TICKET + "%0D%0ASet-Cookie:%20planted=1",
                UNKNOWN_TICKET + "%00",
                UNKNOWN_TICKET.replace('A', '\u00e4'),
                "../../AAAAAAAAAAAAAAAA." + "B".repeat(43),
                "AAAAAAAAAAAAAAAAAAAAAA",
                ".",
                "\"\"",
                "\"" + UNKNOWN_TICKET.substring(1),
                "{\"id\":1}",
                "' OR '1'='1");
    }

    @ParameterizedTest
    @MethodSource("values")
    void whatIsNoTicketIsRefusedBeforeTheStoreIsAsked(String value) throws Exception {
        for (String path : new String[] {"/shop/found", "/shop/coat"}) {
            assertThat(answer(path, "coatcheck=" + value))
                    .startsWith("HTTP/1.1 200")
                    .doesNotContain("Set-Cookie")
                    .matches(text -> text.endsWith("nobody") || text.endsWith("no coat"));
        }
        assertThat(site.store().calls()).isEmpty();
        assertThat(site.ids()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("values")
    void whatIsNoTicketGivesWayToANewSessionOnTheFirstWrite(String value) throws Exception {
        assertThat(answer("/shop/put?coat=red", "coatcheck=" + value))
                .startsWith("HTTP/1.1 200")
                .containsOnlyOnce("Set-Cookie: coatcheck=")
                .doesNotContain("planted");
        assertThat(site.store().calls()).containsExactly("create");
        assertThat(site.ids()).hasSize(1).doesNotContain("AAAAAAAAAAAAAAAAAAAAAA");
    }

    static Stream<String> controlCharacters() {
        return Stream.of("\0", "\r", "\n", "\r\n ", "\r\n\r\n", "\u0007", "\u007f")
                .flatMap(control -> Stream.of(
                        "coatcheck=" + control,
                        "coatcheck=" + UNKNOWN_TICKET + control,
                        "coatcheck=AAAAAAAAAAAAAAAAAAAAAA" + control + "." + "B".repeat(42)));
    }

    /** Jetty refuses most of these by itself; which ones is its own affair. */
    @ParameterizedTest
    @MethodSource("controlCharacters")
    void controlCharactersReachNoSession(String cookies) throws Exception {
        String answer = answer("/shop/found", cookies);
        assertThat(answer).matches("(?s)HTTP/1.1 (200|400) .*").doesNotContain("Set-Cookie");
        assertThat(site.ids()).isEmpty();
    }

    private String ticketOfALiveSession() throws IOException {
        return answer("/shop/put?coat=red", "a=b").split("coatcheck=", 2)[1].split(";", 2)[0];
    }

    @Test
    void twoCookiesOfOurNameThatDifferAreNoTicketEvenIfOneIsGood() throws Exception {
        String good = ticketOfALiveSession();
        site.store().calls();
        assertThat(answer("/shop/coat", "coatcheck=" + good + "; coatcheck=" + UNKNOWN_TICKET))
                .endsWith("no coat");
        assertThat(answer("/shop/coat", "coatcheck=\"\"; coatcheck=" + good)).endsWith("no coat");
        assertThat(answer("/shop/coat", "coatcheck=" + good + "\r\nCookie: coatcheck=" + UNKNOWN_TICKET))
                .endsWith("no coat");
        assertThat(site.store().calls()).isEmpty();
    }

    @Test
    void theSameCookieTwiceIsThatCookie() throws Exception {
        String good = ticketOfALiveSession();
        assertThat(answer("/shop/coat", "coatcheck=" + good + "; coatcheck=" + good))
                .endsWith("red");
    }

    @Test
    void cookiesOfOtherNamesDoNotCount() throws Exception {
        String good = ticketOfALiveSession();
        assertThat(answer("/shop/coat", "Coatcheck=x; coatcheck=" + good + "; coatcheck2=y; __Host-coatcheck=z"))
                .endsWith("red");
        site.store().calls();
        assertThat(answer("/shop/coat", "COATCHECK=" + good)).endsWith("no coat");
        assertThat(site.store().calls()).isEmpty();
    }

    @Test
    void endingClearsACookieThatIsNoTicket() throws Exception {
        assertThat(answer("/shop/end", "coatcheck=*")).contains("Set-Cookie: coatcheck=; Path=/; Max-Age=0");
        assertThat(site.store().calls()).isEmpty();
    }
}

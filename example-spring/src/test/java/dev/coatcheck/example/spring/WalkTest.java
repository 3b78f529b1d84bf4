package dev.coatcheck.example.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the application does, on each store, which one property chooses. */
@Timeout(180)
class WalkTest {
    @Test
    void inMemory() throws IOException {
        try (CartProcess cart = CartProcess.launch()) {
            walk(cart, "memory");
        }
    }

    @Test
    void inAFile(@TempDir Path folder) throws IOException {
        try (CartProcess cart = CartProcess.launch(
                "--coatcheck.store=sqlite", "--coatcheck.sqlite.file=" + folder.resolve("cart.db"))) {
            walk(cart, "sqlite");
        }
    }

    @Test
    void onRedis() throws IOException {
        try (Redis redis = Redis.start();
                CartProcess cart =
                        CartProcess.launch("--coatcheck.store=redis", "--coatcheck.redis.url=" + redis.url())) {
            walk(cart, "redis");
        }
    }

    private static void walk(CartProcess cart, String store) {
        URI url = cart.url();
        Visitor ann = new Visitor(url);
        assertThat(ann.page().html()).contains("id=\"store\">" + store + "<");
        fillsACartAndLogsIn(ann);
        String atHome = ann.page().thisSession();

        Visitor onTheTrain = new Visitor(url);
        onTheTrain.logIn("ann", "wool");
        Visitor ben = new Visitor(url);
        ben.logIn("ben", "felt");
        assertThat(ann.page().sessions())
                .containsExactly(atHome, onTheTrain.page().thisSession());
        assertThat(ben.page().sessions()).hasSize(1);

        nobodyEndsWhatIsNotHis(ben, ann, atHome);
        anEndedSessionIsNobodys(ann, onTheTrain);
        logoutLeavesNothing(ann, url);
        assertThat(cart.output())
                .as("a line that it is ready, and nothing to complain about")
                .hasSize(1);
    }

    private static void fillsACartAndLogsIn(Visitor ann) {
        ann.buy(Product.HAT);
        String before = ann.ticket().orElseThrow();
        assertThat(ann.logIn("ann", "silk")).endsWith("/?error");
        assertThat(ann.page().user()).isEmpty();

        assertThat(ann.logIn("ann", "wool")).endsWith("/");

        assertThat(ann.ticket()).get().isNotEqualTo(before);
        assertThat(ann.cookieNames()).containsExactly("coatcheck");
        ann.buy(Product.HAT);
        ann.wish(Product.UMBRELLA);
        ann.wish(Product.SCARF);
        Visitor.Page page = ann.page();
        assertThat(page.user()).isEqualTo("ann");
        assertThat(page.cart()).containsExactly("Felt hat × 2");
        assertThat(page.html()).contains("79.80");
        assertThat(page.wishes()).containsExactly("Umbrella", "Wool scarf");
        assertThat(page.sessions()).containsExactly(page.thisSession());
        assertThat(page.html()).doesNotContain("unknown");
    }

    private static void nobodyEndsWhatIsNotHis(Visitor ben, Visitor ann, String hers) {
        ben.end(hers);
        assertThat(ann.page().user()).isEqualTo("ann");
    }

    private static void anEndedSessionIsNobodys(Visitor ann, Visitor onTheTrain) {
        ann.end(onTheTrain.page().thisSession());

        assertThat(onTheTrain.page().user()).isEmpty();
        assertThat(ann.page().sessions()).hasSize(1);
        assertThat(ann.page().cart()).containsExactly("Felt hat × 2");
        ann.submit("/cart/empty");
        assertThat(ann.page().cart()).isEmpty();
    }

    private static void logoutLeavesNothing(Visitor ann, URI url) {
        String ticket = ann.ticket().orElseThrow();
        Visitor copy = ann.withTheSameCookie(url);
        assertThat(copy.page().user()).isEqualTo("ann");

        ann.logOut();

        assertThat(ann.page().user()).isEmpty();
        assertThat(ann.page().wishes()).isEmpty();
        assertThat(ann.ticket()).get().isNotEqualTo(ticket);
        assertThat(copy.page().user()).isEmpty();
    }
}

package dev.coatcheck.example.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two processes on one Redis, and a balancer that sends each request to the other one. */
@Timeout(180)
class TwoInstancesTest {
    private static Redis redis;
    private static final List<CartProcess> RUNNING = new ArrayList<>();
    private static URI one;
    private static URI other;

    @BeforeAll
    static void start() throws Exception {
        redis = Redis.start();
        CartProcess first = launch();
        CartProcess second = launch();
        one = first.url();
        other = second.url();
    }

    @AfterAll
    static void stop() throws Exception {
        RUNNING.forEach(CartProcess::close);
        redis.close();
    }

    private static CartProcess launch() throws Exception {
        CartProcess cart = CartProcess.launch("--coatcheck.store=redis", "--coatcheck.redis.url=" + redis.url());
        RUNNING.add(cart);
        return cart;
    }

    @Test
    void whoeverAnswersKnowsTheVisitor() {
        Visitor ann = new Visitor(one, other);
        ann.logIn("ann", "wool");
        ann.buy(Product.GLOVES);
        ann.wish(Product.SCARF);

        Visitor.Page page = ann.page();
        Visitor.Page again = ann.page();

        assertThat(page.process()).isNotEqualTo(again.process());
        assertThat(List.of(page, again)).allSatisfy(it -> {
            assertThat(it.user()).isEqualTo("ann");
            assertThat(it.cart()).containsExactly("Leather gloves × 1");
            assertThat(it.wishes()).containsExactly("Wool scarf");
        });
    }

    @Test
    void aSessionIsEndedFromWherever() {
        Visitor here = new Visitor(one);
        Visitor there = new Visitor(other);
        here.logIn("ben", "felt");
        there.logIn("ben", "felt");

        here.end(there.page().thisSession());
        assertThat(there.page().user()).isEmpty();

        there.logIn("ben", "felt");
        there.end(here.page().thisSession());
        assertThat(here.page().user()).isEmpty();
        assertThat(there.page().user()).isEqualTo("ben");

        there.goTo(one);
        there.logOut();
        there.goTo(other);
        assertThat(there.page().user()).isEmpty();
    }

    @Test
    void whatIsBoughtAtOnceIsAllInTheCart() {
        Visitor eve = new Visitor(one, other);
        eve.logIn("eve", "silk");
        Visitor.Page page = eve.page();
        ExecutorService crowd = Executors.newFixedThreadPool(8);
        try {
            CompletableFuture.allOf(IntStream.range(0, 40)
                            .mapToObj(n -> CompletableFuture.runAsync(
                                    () -> eve.submit(page, "/cart", "product", "SCARF"), crowd))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } finally {
            crowd.shutdown();
        }

        assertThat(eve.page().cart()).containsExactly("Wool scarf × 40");
    }

    @Test
    void whenOneIsKilledTheOtherGoesOnAndSoDoesItsSuccessor() throws Exception {
        CartProcess third = launch();
        Visitor ann = new Visitor(third.url());
        ann.logIn("ann", "wool");
        ann.buy(Product.HAT);
        ann.wish(Product.HAT);

        third.kill();
        ann.goTo(one);
        assertThat(ann.page().user()).isEqualTo("ann");
        ann.buy(Product.HAT);

        ann.goTo(launch().url());
        Visitor.Page page = ann.page();
        assertThat(page.user()).isEqualTo("ann");
        assertThat(page.cart()).containsExactly("Felt hat × 2");
        assertThat(page.wishes()).containsExactly("Felt hat");
        Set<String> output =
                RUNNING.stream().flatMap(cart -> cart.output().stream()).collect(Collectors.toSet());
        assertThat(output).allMatch(line -> line.startsWith("The cart is ready"));
    }
}

package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A shop moves to Redis while its visitors take their steps. */
@Timeout(600)
class ShopMovesTest {
    private static final int PRODUCTS = 177;
    private static final int THREADS = 4;
    private static final int VISITORS_OF_A_THREAD = 10;

    @TempDir
    private Path folder;

    private final String prefix = "moved-" + UUID.randomUUID();
    private final List<List<Walk>> settled = new ArrayList<>();
    private final AtomicInteger walksMeanwhile = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(strings = {"memory", "sqlite"})
    void visitorsGoOnWhileTheShopMovesAndWhenItIsStartedOnRedisNext(String store) throws Exception {
        try (Relay redis = distant(RedisServer.sharedUrl());
                ShopProcess shop = ShopProcess.start(
                        "--store=" + store,
                        "--coatcheck.sqlite.file=" + folder.resolve("shop.db"),
                        "--coatcheck.redis.prefix=" + prefix,
                        "--coatcheck.redis.timeout=20s",
                        "--move-to=" + redis.url())) {
            settle(shop);
            assertThat(new Visitor().state(shop).at("/store").asString()).isEqualTo(store);

            new Visitor().post(shop, "/move");
            visitUntilAllHaveMoved(shop);

            assertThat(walksMeanwhile.get()).isPositive();
            assertThat(new Visitor().state(shop).at("/store").asString()).isEqualTo("redis");
            assertAllHold(shop);
        }
        try (ShopProcess next = ShopProcess.onRedis(RedisServer.sharedUrl(), prefix)) {
            assertAllHold(next);
        }
    }

    /** Far enough for the move to take a while. */
    private static Relay distant(String url) throws IOException {
        return Relay.watching(
                url,
                request -> {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
                    return Optional.of(request);
                },
                Relay.Watch.NONE);
    }

    private void settle(ShopProcess shop) {
        for (int thread = 0; thread < THREADS; thread++) {
            List<Walk> walks = new ArrayList<>();
            for (int i = 0; i < VISITORS_OF_A_THREAD; i++) {
                walks.add(Walk.in(shop));
            }
            walks.forEach(walk -> walk.stepsBeforeTheEnd(PRODUCTS, PRODUCTS));
            settled.add(walks);
        }
    }

    /** Half of the threads look after visitors from before the move, the others bring new ones. */
    private void visitUntilAllHaveMoved(ShopProcess shop) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2 * THREADS);
        try {
            List<Future<?>> visits = new ArrayList<>();
            for (List<Walk> walks : settled) {
                visits.add(threads.submit(() -> lookAfter(walks, shop)));
                visits.add(threads.submit(() -> bringOthers(shop)));
            }
            await().atMost(RedisServer.PATIENCE.multipliedBy(5)).until(() -> !isUnderWay(shop));
            for (Future<?> visit : visits) {
                visit.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(new Visitor().get(shop, "/move-progress"))
                .isEqualTo("{\"state\":\"done\",\"moved\":" + settled.size() * VISITORS_OF_A_THREAD + ",\"left\":0}");
    }

    private static boolean isUnderWay(ShopProcess shop) {
        return new Visitor().get(shop, "/move-progress").contains("moving");
    }

    private static void lookAfter(List<Walk> walks, ShopProcess shop) {
        do {
            for (Walk walk : walks) {
                walk.assertHolds(PRODUCTS);
                walk.visitor().post(shop, "/classify");
                assertThat(walk.visitor().post(shop, "/update").at("/products").asInt())
                        .isEqualTo(PRODUCTS);
            }
        } while (isUnderWay(shop));
    }

    private void bringOthers(ShopProcess shop) {
        do {
            Walk.in(shop).allSteps(PRODUCTS);
            if (isUnderWay(shop)) {
                walksMeanwhile.incrementAndGet();
            }
        } while (isUnderWay(shop));
    }

    private void assertAllHold(ShopProcess shop) {
        assertThat(settled)
                .hasSize(THREADS)
                .allSatisfy(walks -> walks.forEach(walk -> {
                    new Walk(walk.visitor(), shop, shop).assertHolds(PRODUCTS);
                    assertThat(walk.visitor().get(shop, "/download").lines()).hasSize(PRODUCTS + 1);
                }));
    }
}

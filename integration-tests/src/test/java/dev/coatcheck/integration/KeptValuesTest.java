package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.KeptForShort;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.redis.RedisDataStore;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an instance keeps decoded of sessions that are over. */
class KeptValuesTest {
    private static final Key<List<String>> LIST = Key.listOf("list", String.class);

    private static SessionManager manager(Duration betweenSweeps) {
        return KeptForShort.manager(
                new RedisDataStore(RedisServer.sharedUrl()),
                CoatcheckConfig.of(Map.of("coatcheck.hot.max-staleness", "200ms")),
                betweenSweeps);
    }

    @Test
    void valuesOfSessionsThatAnotherInstanceEndedAreGivenBackThoughNobodyCalls() {
        try (SessionManager here = manager(Duration.ofHours(1));
                SessionManager there = manager(Duration.ofMillis(500))) {
            List<Session> mine = IntStream.range(0, 20)
                    .mapToObj(i -> {
                        Session session = here.create();
                        session.put(LIST, List.of("of session " + i));
                        return session;
                    })
                    .toList();
            List<Session> theirs =
                    mine.stream().map(session -> there.attach(session.ticket())).toList();
            List<WeakReference<List<String>>> values = theirs.stream()
                    .map(session -> new WeakReference<>(session.get(LIST).orElseThrow()))
                    .toList();
            mine.forEach(Session::end);
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                System.gc();
                assertThat(values.stream().filter(value -> value.get() != null))
                        .as("values that are still in the heap")
                        .isEmpty();
            });
            assertThat(theirs).noneMatch(Session::isLive);
        }
    }
}

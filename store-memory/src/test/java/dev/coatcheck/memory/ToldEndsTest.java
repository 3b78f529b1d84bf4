package dev.coatcheck.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.EndReason;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionListener;
import dev.coatcheck.SessionManager;
import dev.coatcheck.memory.MemoryDataStore.WhenFull;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** That sessions end by themselves, which this store knows, is told to the listeners of the sessions' manager. */
class ToldEndsTest {
    private static final Key<String> NAME = Key.of("name", String.class);

    private final Map<String, EndReason> told = new ConcurrentHashMap<>();

    private SessionManager manager(MemoryDataStore store, String lifetime) {
        SessionManager sessions = new SessionManager(store, CoatcheckConfig.of(Map.of("coatcheck.lifetime", lifetime)));
        sessions.addListener(new SessionListener() {
            @Override
            public void ended(String sessionId, EndReason reason) {
                assertThat(told.put(sessionId, reason)).isNull();
            }
        });
        return sessions;
    }

    @Test
    void theEndOfALifetimeIsToldOnceWithNobodyCalling() {
        try (SessionManager sessions = manager(new MemoryDataStore(), "200ms")) {
            Session session = sessions.create();
            session.belongsTo("ann");
            await().atMost(Duration.ofSeconds(30)).until(() -> !told.isEmpty());
            assertThat(told).isEqualTo(Map.of(session.id(), EndReason.EXPIRED));
            // the list of the owner's sessions ends two seconds later, and is none
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> sessions.stats().counters().get("sessions-expired") == 2);
            assertThat(told).hasSize(1);
        }
    }

    @Test
    void anEvictionIsToldAndTheEndOfTheStoreIsNot() {
        try (SessionManager sessions = manager(new MemoryDataStore(20_000, WhenFull.EVICT), "24h")) {
            Session first = sessions.create();
            first.put(NAME, "x".repeat(6_000));
            Session second = sessions.create();
            second.put(NAME, "y".repeat(6_000));
            Session third = sessions.create();
            third.put(NAME, "z".repeat(7_900));
            assertThat(told).containsEntry(first.id(), EndReason.EVICTED).doesNotContainKey(third.id());
            told.clear();
        }
        assertThat(told).isEmpty();
    }
}

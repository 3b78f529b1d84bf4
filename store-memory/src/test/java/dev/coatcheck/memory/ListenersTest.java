package dev.coatcheck.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.EndReason;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionListener;
import dev.coatcheck.SessionManager;
import dev.coatcheck.memory.MemoryDataStore.WhenFull;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Listeners: what only this store can tell them, and what becomes of one that throws. */
class ListenersTest {
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
                    .until(() ->
                            Long.valueOf(2).equals(sessions.stats().counters().get("sessions-expired")));
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

    @Test
    void eachEndIsToldOnceHoweverManyNeedRoomOrEndSessionsAtOnce() throws Exception {
        Map<String, List<EndReason>> reasons = new ConcurrentHashMap<>();
        int threads = 8;
        try (SessionManager sessions = manager(new MemoryDataStore(40_000, WhenFull.EVICT), "24h")) {
            sessions.addListener(new SessionListener() {
                @Override
                public void ended(String sessionId, EndReason reason) {
                    reasons.computeIfAbsent(sessionId, id -> new CopyOnWriteArrayList<>())
                            .add(reason);
                }
            });
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            try {
                Callable<Integer> visits = () -> {
                    for (int i = 0; i < 2_000; i++) {
                        Session session = sessions.create();
                        if (i % 4 == 0) {
                            session.end();
                        }
                    }
                    return 0;
                };
                for (Future<Integer> done : pool.invokeAll(Collections.nCopies(threads, visits))) {
                    done.get();
                }
            } finally {
                pool.shutdown();
            }
            assertThat(reasons.values()).allSatisfy(each -> assertThat(each).hasSize(1));
            assertThat(sessions.stats().counters().get("sessions-evicted"))
                    .isEqualTo(reasons.values().stream()
                            .filter(each -> each.contains(EndReason.EVICTED))
                            .count());
        }
    }

    @Test
    void aListenerThatThrowsChangesNothingAndIsLoggedOnceForEachKind() {
        Logger logger = (Logger) LoggerFactory.getLogger("dev.coatcheck");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
        try (SessionManager sessions =
                new SessionManager(new MemoryDataStore(), CoatcheckConfig.of(Map.of("coatcheck.lifetime", "1h")))) {
            sessions.addListener(new SessionListener() {
                @Override
                public void created(String sessionId) {
                    throw new IllegalStateException("refused");
                }

                @Override
                public void ended(String sessionId, EndReason reason) {
                    throw new AssertionError("refused");
                }
            });
            List<String> others = new ArrayList<>();
            sessions.addListener(new SessionListener() {
                @Override
                public void ended(String sessionId, EndReason reason) {
                    others.add(sessionId);
                }
            });
            List<Session> made = Stream.generate(sessions::create).limit(3).toList();
            made.forEach(session -> {
                session.put(NAME, "one");
                assertThat(session.get(NAME)).contains("one");
                session.end();
                assertThat(session.isLive()).isFalse();
            });
            assertThat(others)
                    .containsExactlyElementsOf(made.stream().map(Session::id).toList());
            List<ILoggingEvent> warnings = log.list.stream()
                    .filter(event -> event.getLevel() == Level.WARN)
                    .toList();
            assertThat(warnings)
                    .extracting(event -> event.getThrowableProxy().getClassName())
                    .containsExactly(IllegalStateException.class.getName(), AssertionError.class.getName());
            assertThat(warnings)
                    .allSatisfy(event -> assertThat(event.getFormattedMessage())
                            .contains(ListenersTest.class.getName())
                            .doesNotContain(made.get(0).ticket()));
        } finally {
            logger.setAdditive(true);
            logger.detachAppender(log);
        }
    }
}

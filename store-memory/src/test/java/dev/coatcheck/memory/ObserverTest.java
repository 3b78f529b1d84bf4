package dev.coatcheck.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Move;
import dev.coatcheck.Session;
import dev.coatcheck.SessionListener;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreCall;
import dev.coatcheck.StoreCall.Operation;
import dev.coatcheck.StoreCall.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Observers of calls: what is special in this heap, and what becomes of one that throws. */
class ObserverTest {
    private static final Key<String> NAME = Key.of("name", String.class);

    private final List<StoreCall> told = new ArrayList<>();
    private final SessionManager sessions = manager(Map.of());

    private static SessionManager manager(Map<String, String> settings) {
        return new SessionManager(new MemoryDataStore(), CoatcheckConfig.of(settings));
    }

    @AfterEach
    void close() {
        sessions.close();
    }

    @Test
    void anObserverThatThrowsChangesNothingAndIsLoggedOnceForEachKind() {
        Logger logger = (Logger) LoggerFactory.getLogger("dev.coatcheck");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
        try {
            sessions.addObserver(call -> {
                if (call.operation() == Operation.READ) {
                    throw new AssertionError("of a read");
                }
                throw new IllegalStateException("of a write");
            });
            sessions.addObserver(told::add);
            Session session = sessions.create();
            for (int i = 0; i < 3; i++) {
                session.put(NAME, "one");
                assertThat(session.get(NAME)).contains("one");
            }
            assertThat(told).hasSize(7);
            assertThat(log.list)
                    .filteredOn(event -> event.getLevel() == Level.WARN)
                    .hasSize(2)
                    .allSatisfy(
                            event -> assertThat(event.getFormattedMessage()).startsWith("A call observer of class"));
        } finally {
            logger.setAdditive(true);
            logger.detachAppender(log);
        }
    }

    @Test
    void anObserverThatIsAddedByAnotherIsToldOfTheNextCall() {
        List<StoreCall> second = new ArrayList<>();
        sessions.addObserver(call -> {
            if (told.isEmpty()) {
                sessions.addObserver(second::add);
            }
            told.add(call);
        });
        Session session = sessions.create();
        assertThat(second).isEmpty();
        session.put(NAME, "one");
        assertThat(second).extracting(StoreCall::operation).containsExactly(Operation.WRITE);
    }

    @Test
    void aListenerThatAsksTheStoreIsObservedToo() {
        sessions.addObserver(told::add);
        sessions.addListener(new SessionListener() {
            @Override
            public void created(String sessionId) {
                sessions.findById(sessionId).orElseThrow().put(NAME, "first");
            }
        });
        Session session = sessions.create();
        assertThat(session.get(NAME)).contains("first");
        assertThat(told)
                .extracting(StoreCall::operation)
                .containsExactly(Operation.CREATE, Operation.READ, Operation.WRITE, Operation.READ);
    }

    @Test
    void whatWasNotKeptForWantOfRoomIsNoHit() {
        try (SessionManager small = manager(Map.of("coatcheck.hot.max-bytes", "0"))) {
            small.addObserver(told::add);
            Session session = small.create();
            session.put(NAME, "one");
            session.get(NAME);
            session.get(NAME);
            assertThat(told).extracting(StoreCall::kept).containsOnly(0);
            assertThat(told.get(3).found()).isEqualTo(1);
        }
    }

    @Test
    void readsAreNotTimedAfterAMoveIntoThisHeapEither() {
        Session session = sessions.create();
        session.put(NAME, "one");
        Move move = sessions.moveTo(CoatcheckConfig.of(Map.of("coatcheck.store", "memory")));
        await().atMost(Duration.ofSeconds(30)).until(() -> move.state() == Move.State.DONE);
        sessions.addObserver(told::add);
        session.get(NAME);
        session.put(NAME, "two");
        assertThat(told).extracting(StoreCall::outcome).containsOnly(Outcome.DONE);
        assertThat(told).extracting(call -> call.duration().isPresent()).containsExactly(false, true);
    }
}

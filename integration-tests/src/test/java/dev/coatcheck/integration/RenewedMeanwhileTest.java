package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionCopy;
import dev.coatcheck.SessionManager;
import dev.coatcheck.internal.move.CurrentStore;
import dev.coatcheck.store.DataStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A session gets a new ticket while it is on its way to another store: the old one opens nothing, in either. */
class RenewedMeanwhileTest {
    private static final Key<String> NAME = Key.of("name", String.class);
    private static final CoatcheckConfig CONFIG = CoatcheckConfig.of(Map.of());
    private static final int THREADS = 4;
    private static final int SESSIONS_EACH = 40;

    @TempDir
    private Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        open.add(resource);
        return resource;
    }

    static Stream<Arguments> movable() {
        return StoreKind.pairs().filter(pair -> pair.get()[0] != StoreKind.REDIS);
    }

    /** One visitor's session, and all tickets that it had before. */
    private static final class Visited {
        private final Session session;
        private final List<String> former = new ArrayList<>();

        Visited(SessionManager sessions, String name) {
            session = sessions.create();
            session.put(NAME, name);
        }

        void renew() {
            former.add(session.ticket());
            session.renew();
        }

        void assertLastTicketAloneOpens(SessionManager sessions) {
            assertThat(sessions.find(session.ticket()).flatMap(found -> found.get(NAME)))
                    .isPresent();
            assertThat(former).noneMatch(ticket -> sessions.find(ticket).isPresent());
        }

        void assertLastButOneIsDead(SessionManager sessions) {
            assertThat(sessions.find(session.ticket())).isPresent();
            assertThat(sessions.find(former.get(former.size() - 1))).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("movable")
    void whileItIsMoved(StoreKind from, StoreKind to) throws Exception {
        CurrentStore store = new CurrentStore(from.open(directory));
        SessionManager sessions = closing(new SessionManager(store, CONFIG));
        List<Visited> all = IntStream.range(0, THREADS * SESSIONS_EACH)
                .mapToObj(i -> new Visited(sessions, "visitor " + i))
                .toList();
        AtomicBoolean isOver = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> renewing = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            List<Visited> own = all.subList(thread * SESSIONS_EACH, (thread + 1) * SESSIONS_EACH);
            renewing.add(threads.submit(() -> {
                do {
                    for (Visited visited : own) {
                        visited.renew();
                        visited.assertLastButOneIsDead(sessions);
                    }
                } while (!isOver.get());
            }));
        }
        store.moveTo(() -> to.open(directory))
                .completion()
                .toCompletableFuture()
                .join();
        isOver.set(true);
        threads.shutdown();
        for (Future<?> thread : renewing) {
            thread.get();
        }
        assertThat(store.name()).isEqualTo(to.name().toLowerCase(Locale.ROOT));
        all.forEach(visited -> visited.assertLastTicketAloneOpens(sessions));
    }

    /** Just after a copy has read a session, that is renewed, once. */
    @ParameterizedTest
    @MethodSource("dev.coatcheck.integration.StoreKind#pairs")
    void whileItIsCopied(StoreKind from, StoreKind to) {
        DataStore source = closing(from.open(directory));
        DataStore target = closing(to.open(directory));
        SessionManager before = new SessionManager(source, CONFIG);
        List<Visited> all = IntStream.range(0, 20)
                .mapToObj(i -> new Visited(before, "visitor " + i))
                .toList();
        DataStore renewing = Watched.after(source, (method, id) -> {
            if (method.equals("read")) {
                all.stream()
                        .filter(visited -> visited.session.id().equals(id) && visited.former.isEmpty())
                        .forEach(Visited::renew);
            }
        });
        SessionCopy.between(renewing, target).run();
        SessionManager copied = new SessionManager(target, CONFIG);
        assertThat(all).allMatch(visited -> visited.former.size() == 1);
        all.forEach(visited -> visited.assertLastTicketAloneOpens(copied));
        all.forEach(visited -> visited.assertLastTicketAloneOpens(before));
    }
}

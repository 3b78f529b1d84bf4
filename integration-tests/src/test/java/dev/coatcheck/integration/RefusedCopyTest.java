package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.SessionCopy;
import dev.coatcheck.SessionCopy.Report;
import dev.coatcheck.StoreFullException;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.memory.MemoryDataStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a copy leaves in a target that refuses sessions or whose answers get lost. */
class RefusedCopyTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final DataStore source = new MemoryDataStore();
    private final DataStore target = new MemoryDataStore();

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    private static Change put(String name, String text) {
        return Change.put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Set<String> ids(DataStore store) {
        try (Stream<String> ids = store.ids()) {
            return new HashSet<>(ids.toList());
        }
    }

    private void fill(int sessions) {
        for (int i = 0; i < sessions; i++) {
            source.create("session-" + i, HOUR, List.of(put("cart", "3 things")));
        }
    }

    /** An order is made of a cart between the question for the names and that for the values. */
    private DataStore orderingOnce(String session) {
        AtomicBoolean isOrdered = new AtomicBoolean();
        return Watched.after(source, (method, id) -> {
            if (method.equals("names") && id.equals(session) && isOrdered.compareAndSet(false, true)) {
                source.write(id, List.of(put("cart", "empty"), put("order", "3 things")));
            }
        });
    }

    @Test
    void aSessionWhoseAnswerWasLostIsThereAsItWasAtOneMoment() {
        fill(1);
        DataStore silent = Watched.after(target, (method, id) -> {
            if (method.equals("create") && id.equals("session-0")) {
                throw new StoreUnavailableException("no answer", new RuntimeException());
            }
        });
        DataStore ordering = orderingOnce("session-0");
        assertThatThrownBy(() -> SessionCopy.between(ordering, silent).run())
                .isInstanceOf(StoreUnavailableException.class);

        Report report = SessionCopy.between(source, target).run();

        assertThat(report.alreadyThere()).isEqualTo(1);
        assertThat(target.names("session-0")).containsExactlyInAnyOrder("cart", "order");
        assertThat(SessionCopy.between(source, target).compare().isSame()).isTrue();
    }

    @Test
    void whatWasCreatedBesideARefusedSessionIsLookedAtAllTheSame() {
        fill(200);
        Set<String> ended = ConcurrentHashMap.newKeySet();
        RefusingStore refusing = new RefusingStore(
                target,
                "session-7",
                others -> others.stream().limit(1).forEach(id -> {
                    source.delete(id);
                    ended.add(id);
                }));

        assertThatThrownBy(
                        () -> SessionCopy.between(source, refusing.asTarget()).run())
                .isInstanceOf(StoreFullException.class);

        assertThat(ended).hasSize(1);
        assertThat(ids(target)).doesNotContain("session-7").doesNotContainAnyElementsOf(ended);
        SessionCopy.between(source, target).run();
        assertThat(SessionCopy.between(source, target).compare().isSame()).isTrue();
    }
}

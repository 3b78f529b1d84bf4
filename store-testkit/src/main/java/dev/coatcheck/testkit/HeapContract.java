package dev.coatcheck.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Payload;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a store in this heap owes besides: the very payload that was put, and with it what was decoded of it. */
abstract class HeapContract extends ContractPart {
    private static final Duration DAY = Duration.ofDays(1);

    private final String id = UUID.randomUUID().toString();
    private DataStore store;

    @BeforeEach
    final void open() {
        store = closing(openStore());
    }

    private static Payload payload() {
        return Payload.of(new byte[] {1, 2, 3});
    }

    private Payload found(DataStore instance, String name) {
        return instance.read(id, List.of(Want.of(name)))
                .orElseThrow()
                .values()
                .get(0)
                .payload();
    }

    private void assertApplied(Change... changes) {
        assertThat(store.write(id, List.of(changes)).outcome()).isEqualTo(Outcome.APPLIED);
    }

    @Test
    void whatWasPutComesBackItself() {
        Payload first = payload();
        Payload second = payload();
        Payload brief = payload();
        assertThat(store.create(id, DAY, List.of(Change.put("a", first)))).isTrue();
        assertThat(found(store, "a")).isSameAs(first);
        assertApplied(Change.put("b", second), Change.put("c", brief, DAY));
        assertThat(found(store, "a")).isSameAs(first);
        assertThat(found(store, "b")).isSameAs(second);
        assertThat(found(store, "c")).isSameAs(brief);
        assertThat(found(closing(openAnother(store)), "b")).isSameAs(second);
    }

    @Test
    void whatIsPutInItsPlaceIsAnotherThoughTheBytesAreThese() {
        Payload first = payload();
        Payload second = payload();
        Payload third = payload();
        assertThat(store.create(id, DAY, List.of(Change.put("a", first)))).isTrue();
        assertApplied(Change.put("a", second));
        assertThat(found(store, "a")).isSameAs(second);
        assertApplied(Change.replace("a", third));
        assertThat(found(store, "a")).isSameAs(third);
        assertApplied(Change.remove("a"));
        assertThat(store.write(id, List.of(Change.put("a", first).ifVersion(1))).outcome())
                .isEqualTo(Outcome.CONFLICT);
        assertThat(found(store, "a").bytes()).isEmpty();
    }

    @Test
    void noOtherCallTouchesIt() {
        Payload payload = payload();
        assertThat(store.create(id, DAY, List.of(Change.put("a", payload)))).isTrue();
        assertThat(store.extend(id, DAY.multipliedBy(2))).isTrue();
        assertThat(store.prolong(id, DAY.multipliedBy(3))).isTrue();
        assertThat(store.names(id)).containsExactly("a");
        assertThat(store.deleteIfEmpty(id)).isFalse();
        assertApplied(Change.put("b", payload()));
        assertApplied(Change.remove("b"));
        assertThat(found(store, "a")).isSameAs(payload);
    }
}

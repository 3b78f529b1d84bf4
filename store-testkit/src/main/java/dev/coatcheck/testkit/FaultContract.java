package dev.coatcheck.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coatcheck.StoreFullException;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.testkit.StoreHooks.BreakableStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What a store says that cannot do what it is asked for: that it is unavailable, or full, and never something else. The
 * tests are there for the faults that the driver's author offers.
 */
@Execution(ExecutionMode.SAME_THREAD) // those of one factory have one store
abstract class FaultContract extends ContractPart {
    private static final Duration DAY = Duration.ofDays(1);

    private static Change put(int bytes) {
        return Change.put("a", new byte[bytes]);
    }

    private DataStore broken(Supplier<BreakableStore> stores, String id) {
        BreakableStore breakable = stores.get();
        DataStore store = closing(breakable.store());
        assertThat(store.create(id, DAY, List.of(put(1)))).isTrue();
        breakable.breakdown().run();
        return store;
    }

    @TestFactory
    Stream<DynamicTest> everyCallOfAStoreThatCannotBeReachedSaysSo() throws Exception {
        Optional<Supplier<BreakableStore>> stores = fixture().hooks().unavailable();
        return stores.isPresent() ? failures(stores.get()) : Stream.empty();
    }

    /** All calls are made at once, since each may take the time that the store is configured to wait. */
    private Stream<DynamicTest> failures(Supplier<BreakableStore> stores) throws Exception {
        String id = UUID.randomUUID().toString();
        Map<String, ThrowingCallable> calls = calls(broken(stores, id), id);
        List<ThrowingCallable> each = List.copyOf(calls.values());
        List<Optional<Throwable>> thrown =
                Concurrently.run(each.size(), i -> Optional.ofNullable(catchThrowable(each.get(i))));
        List<String> names = List.copyOf(calls.keySet());
        return IntStream.range(0, names.size())
                .mapToObj(i -> dynamicTest(
                        names.get(i),
                        () -> assertThat(thrown.get(i)).containsInstanceOf(StoreUnavailableException.class)));
    }

    /** All that ask the store. */
    private static Map<String, ThrowingCallable> calls(DataStore store, String id) {
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("read", () -> store.read(id, List.of(Want.of("a"))));
        calls.put("read of liveness", () -> store.read(id, List.of()));
        calls.put("read of what is held", () -> store.read(id, List.of(Want.presence("a"))));
        calls.put("names", () -> store.names(id));
        calls.put("ids", () -> {
            try (Stream<String> ids = store.ids()) {
                ids.toList();
            }
        });
        calls.put("ping", store::ping);
        calls.put("write", () -> store.write(id, List.of(put(2))));
        calls.put("write at a version", () -> store.write(id, List.of(put(2).ifVersion(0))));
        calls.put("create", () -> store.create(UUID.randomUUID().toString(), DAY, List.of()));
        calls.put("extend", () -> store.extend(id, DAY));
        calls.put("prolong", () -> store.prolong(id, DAY));
        calls.put("deleteIfEmpty", () -> store.deleteIfEmpty(id));
        calls.put("delete", () -> store.delete(id));
        return calls;
    }

    @TestFactory
    Stream<DynamicTest> aFullStoreSaysSoAndWritesNothingByHalf() {
        return fixture().hooks().full().stream()
                .map(stores -> dynamicTest("full", () -> assertRefusesWhatNeedsRoom(stores)));
    }

    private void assertRefusesWhatNeedsRoom(Supplier<BreakableStore> stores) {
        String id = UUID.randomUUID().toString();
        String another = UUID.randomUUID().toString();
        DataStore store = broken(stores, id);
        Slice before = store.read(id, List.of(Want.of("a"))).orElseThrow();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> store.write(id, List.of(put(1 << 20))),
                () -> store.write(id, List.of(Change.remove("a"), Change.put("b", new byte[1 << 20]))),
                () -> store.create(another, DAY, List.of(put(1 << 20))))) {
            assertThatThrownBy(call).isInstanceOf(StoreFullException.class);
        }
        assertThat(store.read(another, List.of())).isEmpty();
        assertThat(store.names(id)).containsExactly("a");
        assertThat(store.read(id, List.of(new Want("a", before.values().get(0).version())))
                        .orElseThrow()
                        .values())
                .extracting(found -> found.version())
                .containsExactly(before.values().get(0).version());
        assertThat(store.delete(id)).isTrue();
    }
}

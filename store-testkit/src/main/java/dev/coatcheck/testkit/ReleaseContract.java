package dev.coatcheck.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Want;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What a store gives back: the memory of what is over, whether or not anyone calls, and at its end all that it holds. The
 * tests are there for what the driver's author offers to count.
 */
@Execution(ExecutionMode.SAME_THREAD) // those of one factory have one store
abstract class ReleaseContract extends ContractPart {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final int MANY = 50;

    @Override
    void letPass(Duration time) {
        fixture().letPass(time);
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }

    private static Change put(String name) {
        return Change.put(name, new byte[1_000]);
    }

    /** Never calls the store, but for what counts. */
    private void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + fixture().patience().toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("%s within %s", what, fixture().patience())
                    .isLessThan(end);
            letPass(Duration.ofMillis(50));
            waitFor(Duration.ofMillis(5));
        }
    }

    @TestFactory
    Stream<DynamicTest> whatIsOverIsGivenBackWithNobodyCalling() {
        return fixture().hooks().held().stream().flatMap(held -> {
            DataStore store = closing(openStore());
            LongSupplier holds = () -> held.applyAsLong(store);
            return Stream.of(
                    dynamicTest("values", () -> valuesAreGivenBack(store, holds)),
                    dynamicTest("sessions", () -> sessionsAreGivenBack(store, holds)),
                    dynamicTest("what was removed and deleted", () -> removalsAreGivenBack(store, holds)));
        });
    }

    private void valuesAreGivenBack(DataStore store, LongSupplier holds) {
        String id = newId();
        store.create(id, DAY, List.of(put("stays")));
        long before = holds.getAsLong();
        inTime(SHORT, () -> {
            store.write(
                    id,
                    IntStream.range(0, MANY)
                            .mapToObj(i -> Change.put("brief" + i, new byte[1_000], SHORT))
                            .toList());
            assertThat(holds.getAsLong()).as("holds with values").isGreaterThan(before);
        });
        letPass(SHORT);
        await("values over their time are given back", () -> holds.getAsLong() <= before);
        assertThat(store.names(id)).containsExactly("stays");
    }

    private void sessionsAreGivenBack(DataStore store, LongSupplier holds) {
        long before = holds.getAsLong();
        inTime(SHORT, () -> {
            IntStream.range(0, MANY).forEach(i -> store.create(newId(), SHORT, List.of(put("a"))));
            assertThat(holds.getAsLong()).as("holds with sessions").isGreaterThan(before);
        });
        letPass(SHORT);
        await("sessions over their time are given back", () -> holds.getAsLong() <= before);
    }

    private void removalsAreGivenBack(DataStore store, LongSupplier holds) {
        long before = holds.getAsLong();
        List<String> ids = IntStream.range(0, MANY).mapToObj(i -> newId()).toList();
        ids.forEach(id -> store.create(id, DAY, List.of(put("a"), put("b"))));
        long created = holds.getAsLong();
        ids.forEach(id -> store.write(id, List.of(Change.remove("a"))));
        await("removed values are given back", () -> holds.getAsLong() < created);
        ids.forEach(store::delete);
        await("deleted sessions are given back", () -> holds.getAsLong() <= before);
    }

    @TestFactory
    Stream<DynamicTest> aClosedStoreLeavesNothingBehind() {
        return fixture().hooks().leftBehind().stream()
                .map(leftBehind -> dynamicTest("closed", () -> closedStoreLeavesNothing(leftBehind)));
    }

    private void closedStoreLeavesNothing(LongSupplier leftBehind) {
        long before = leftBehind.getAsLong();
        DataStore store = closing(openStore());
        String id = newId();
        store.create(id, DAY, List.of(put("a")));
        assertThat(store.read(id, List.of(Want.of("a")))).isPresent();
        long open = leftBehind.getAsLong();
        assertThat(store.delete(id)).isTrue();
        store.close();
        await("what an open store holds is released by its end", () -> {
            long left = leftBehind.getAsLong();
            return left <= before && left < open;
        });
    }
}

package dev.coatcheck.memory;

import dev.coatcheck.memory.MemoryDataStore.WhenFull;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import dev.coatcheck.store.WriteResult.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/** Each call of the memory store is one atomic step, whatever other calls run meanwhile (Lincheck). */
@Param(name = "number", gen = IntGen.class, conf = "1:3")
public class LinearizableStoreTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final AtomicInteger RUNS = new AtomicInteger();

    /** One for all runs, as each has a thread; each run has a session of its own in it. */
    private static final DataStore STORE = new MemoryDataStore(1 << 30, WhenFull.REJECT, () -> 0);

    private final String id = "run " + RUNS.incrementAndGet();

    /** For Lincheck, which makes one for each run. */
    public LinearizableStoreTest() {}

    @Operation
    public boolean create(@Param(name = "number") int number) {
        return STORE.create(id, DAY, List.of(put("a", number)));
    }

    private static Change put(String name, int number) {
        return Change.put(name, new byte[] {(byte) number});
    }

    @Operation
    public Outcome put(@Param(name = "number") int number) {
        return STORE.write(id, List.of(put("a", number))).outcome();
    }

    @Operation
    public Outcome putIfAbsent(@Param(name = "number") int number) {
        return STORE.write(id, List.of(put("a", number).ifVersion(0))).outcome();
    }

    @Operation
    public Outcome putBoth(@Param(name = "number") int number) {
        return STORE.write(id, List.of(put("a", number), put("b", number))).outcome();
    }

    @Operation
    public int remove() {
        return STORE.write(id, List.of(Change.remove("a"))).removed();
    }

    @Operation
    public String readBoth() {
        return STORE.read(id, List.of(Want.of("a"), Want.of("b")))
                .map(slice -> number(slice.values().get(0)) + " "
                        + number(slice.values().get(1)))
                .orElse("over");
    }

    @Operation
    public int readOne() {
        return read("a");
    }

    /** What {@link #putBoth} puts last: who has seen its first value sees this one as well. */
    @Operation
    public int readOther() {
        return read("b");
    }

    private int read(String name) {
        return STORE.read(id, List.of(Want.of(name)))
                .map(slice -> number(slice.values().get(0)))
                .orElse(0);
    }

    private static int number(Found found) {
        return found.state() == Found.State.PRESENT ? found.bytes()[0] : 0;
    }

    /** With the versions that reads give: none of these is lost. */
    @Operation
    public int add() {
        while (true) {
            Optional<Slice> slice = STORE.read(id, List.of(Want.of("a")));
            if (slice.isEmpty()) {
                return -1;
            }
            Found found = slice.get().values().get(0);
            int sum = number(found) + 1;
            WriteResult written = STORE.write(id, List.of(put("a", sum).ifVersion(found.version())));
            if (written.outcome() == Outcome.APPLIED) {
                return sum;
            }
        }
    }

    @Operation
    public Set<String> names() {
        return new TreeSet<>(STORE.names(id));
    }

    @Operation
    public boolean extend() {
        return STORE.extend(id, DAY);
    }

    @Operation
    public boolean prolong() {
        return STORE.prolong(id, DAY);
    }

    @Operation
    public boolean deleteIfEmpty() {
        return STORE.deleteIfEmpty(id);
    }

    @Operation
    public boolean delete() {
        return STORE.delete(id);
    }

    /** The same calls on two plain fields, for one thread: what each of them means. */
    public static final class Model {
        private boolean live;
        private int a;
        private int b;

        /** Nothing is there. */
        public Model() {}

        public boolean create(int number) {
            if (live) {
                return false;
            }
            live = true;
            a = number;
            b = 0;
            return true;
        }

        public int readOne() {
            return live ? a : 0;
        }

        public int readOther() {
            return live ? b : 0;
        }

        public Outcome put(int number) {
            a = live ? number : a;
            return live ? Outcome.APPLIED : Outcome.GONE;
        }

        public Outcome putIfAbsent(int number) {
            return live && a != 0 ? Outcome.CONFLICT : put(number);
        }

        public Outcome putBoth(int number) {
            b = live ? number : b;
            return put(number);
        }

        public int remove() {
            int removed = live && a != 0 ? 1 : 0;
            a = 0;
            return removed;
        }

        public String readBoth() {
            return live ? a + " " + b : "over";
        }

        public int add() {
            return live ? ++a : -1;
        }

        public Set<String> names() {
            Set<String> names = new TreeSet<>();
            if (live && a != 0) {
                names.add("a");
            }
            if (live && b != 0) {
                names.add("b");
            }
            return names;
        }

        public boolean extend() {
            return live;
        }

        public boolean prolong() {
            return live;
        }

        public boolean deleteIfEmpty() {
            return live && a == 0 && b == 0 && delete();
        }

        public boolean delete() {
            boolean was = live;
            live = false;
            return was;
        }
    }

    @Test
    void callsUnderStressAreLinearizable() {
        new StressOptions()
                .iterations(8)
                .invocationsPerIteration(5_000)
                .threads(2)
                .actorsPerThread(3)
                .sequentialSpecification(Model.class)
                .check(LinearizableStoreTest.class);
    }
}

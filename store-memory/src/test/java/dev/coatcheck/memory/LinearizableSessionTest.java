package dev.coatcheck.memory;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionEndedException;
import dev.coatcheck.SessionManager;
import dev.coatcheck.Values;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Payload;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is kept of a session's values is what stands in the store, whatever calls run at once (Lincheck). */
public class LinearizableSessionTest {
    private static final Key<Integer> A = Key.of("a", Integer.class);
    private static final Key<Integer> B = Key.of("b", Integer.class);

    /** For Lincheck, as all classes and methods here that are public. */
    public LinearizableSessionTest() {}

    /** The calls; each run has a session of its own. */
    @Param(name = "number", gen = IntGen.class, conf = "1:3")
    public abstract static class Calls {
        private final Session session;

        Calls(SessionManager sessions) {
            session = sessions.find(sessions.create().ticket()).orElseThrow();
        }

        @Operation
        public int get() {
            return session.get(A, 0);
        }

        @Operation
        public String getBoth() {
            Values values = session.getAll(A, B);
            return values.get(A, 0) + " " + values.get(B, 0);
        }

        @Operation
        public String put(@Param(name = "number") int number) {
            return written(() -> {
                session.put(A, number);
                return "";
            });
        }

        private static String written(Supplier<Object> write) {
            try {
                return write.get().toString();
            } catch (SessionEndedException e) {
                return "over";
            }
        }

        @Operation
        public String putIfAbsent(@Param(name = "number") int number) {
            return written(() -> session.putIfAbsent(A, number));
        }

        @Operation
        public String putBoth(@Param(name = "number") int number) {
            return written(() -> {
                session.batch().put(A, number).put(B, number).commit();
                return "";
            });
        }

        @Operation
        public String add() {
            return written(() -> session.update(A, 0, sum -> sum + 1));
        }

        @Operation
        public String takeOut() {
            return written(() -> session.compute(A, old -> Optional.empty()));
        }

        @Operation
        public String remove() {
            return written(() -> session.remove(A));
        }

        @Operation
        public boolean isLive() {
            return session.isLive();
        }

        @Operation
        public void end() {
            session.end();
        }
    }

    /** The same calls on two plain fields, for one thread: what each of them means. */
    public static final class Model {
        private boolean live = true;
        private int a;
        private int b;

        /** A new session. */
        public Model() {}

        public int get() {
            return a;
        }

        public String getBoth() {
            return a + " " + b;
        }

        public String put(int number) {
            a = live ? number : 0;
            return live ? "" : "over";
        }

        public String putIfAbsent(int number) {
            boolean absent = a == 0;
            a = live && absent ? number : a;
            return live ? String.valueOf(absent) : "over";
        }

        public String putBoth(int number) {
            b = live ? number : 0;
            return put(number);
        }

        public String add() {
            return live ? String.valueOf(++a) : "over";
        }

        public String takeOut() {
            a = 0;
            return live ? "Optional.empty" : "over";
        }

        public String remove() {
            boolean was = a != 0;
            a = 0;
            return live ? String.valueOf(was) : "over";
        }

        public boolean isLive() {
            return live;
        }

        public void end() {
            live = false;
            a = 0;
            b = 0;
        }
    }

    private static SessionManager manager(DataStore store) {
        return new SessionManager(store, CoatcheckConfig.of(Map.of()));
    }

    /** A store whose values are not in this process, as far as readers can tell: they keep them with their versions. */
    private static DataStore distant() {
        DataStore memory = new MemoryDataStore();
        return (DataStore) Proxy.newProxyInstance(
                DataStore.class.getClassLoader(),
                new Class<?>[] {DataStore.class},
                (proxy, method, arguments) -> call(memory, method, arguments));
    }

    private static @Nullable Object call(DataStore memory, Method method, Object @Nullable [] arguments)
            throws Throwable {
        if (method.getName().equals("read") && arguments != null) {
            List<Want> wants =
                    ((List<?>) arguments[1]).stream().map(Want.class::cast).toList();
            return memory.read((String) arguments[0], wants).map(slice -> distant(slice, wants));
        }
        try {
            return method.invoke(memory, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static Slice distant(Slice slice, List<Want> wants) {
        return new Slice(
                slice.remaining(),
                IntStream.range(0, wants.size())
                        .mapToObj(i -> distant(slice.values().get(i), wants.get(i)))
                        .toList());
    }

    private static Found distant(Found found, Want want) {
        if (found.state() != Found.State.PRESENT) {
            return found;
        }
        return want.holds(found.version())
                ? Found.unchanged(found.version(), found.remaining())
                : Found.present(found.version(), found.remaining(), Payload.of(found.bytes()));
    }

    /** In memory mode. */
    public static final class InMemory extends Calls {
        private static final SessionManager SESSIONS = manager(new MemoryDataStore());

        /** One run. */
        public InMemory() {
            super(SESSIONS);
        }
    }

    /** With each value compared by its version. */
    public static final class Distant extends Calls {
        private static final SessionManager SESSIONS = manager(distant());

        /** One run. */
        public Distant() {
            super(SESSIONS);
        }
    }

    @Test
    void memoryModeIsLinearizable() {
        check(InMemory.class);
    }

    @Test
    void valuesThatAreComparedByVersionAreLinearizable() {
        check(Distant.class);
    }

    private static void check(Class<? extends Calls> calls) {
        new StressOptions()
                .iterations(5)
                .invocationsPerIteration(5_000)
                .threads(2)
                .actorsPerThread(3)
                .sequentialSpecification(Model.class)
                .check(calls);
    }
}

package dev.coatcheck.benchmarks.memory;

import static dev.coatcheck.benchmarks.Coatcheck.PRODUCTS;
import static dev.coatcheck.benchmarks.Coatcheck.WHO;

import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.benchmarks.Catalog;
import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Coatcheck;
import dev.coatcheck.benchmarks.Json;
import dev.coatcheck.benchmarks.Product;
import dev.coatcheck.benchmarks.Row;
import dev.coatcheck.benchmarks.Table;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The heap that sessions take. Run by JMH for its processes and its results file; the time taken means nothing. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@Table(Table.Kind.HEAP)
public class HeapOfSessions {
    private static final int SESSIONS = 1_000;
    private static final int PRODUCTS_EACH = 2_999;

    /** Under this name JMH writes the figure into its results. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Heap {
        public double mebibytes;
    }

    @Benchmark
    @Row(who = "Live records", what = "decoded from JSON, as a map, Caffeine or Spring Session in memory keeps them")
    public Object records(Heap heap) {
        return measured(heap, () -> kept(products -> Json.decode(Json.encode(products))));
    }

    @Benchmark
    @Row(who = "JSON bytes", what = "in a ConcurrentHashMap")
    public Object json(Heap heap) {
        return measured(heap, () -> kept(Json::encode));
    }

    @Benchmark
    @Row(who = WHO, what = "nothing read yet")
    public Object coatcheck(Heap heap) {
        return measured(heap, HeapOfSessions::sessions);
    }

    @Benchmark
    @Row(who = WHO, what = "all read once (coatcheck.hot.max-bytes=64MB, the default)")
    public Object coatcheckAfterReading(Heap heap) {
        return measured(heap, () -> {
            SessionManager manager = sessions();
            try (var ids = manager.ids()) {
                ids.forEach(id -> Check.same(
                        PRODUCTS_EACH,
                        manager.findById(id)
                                .orElseThrow()
                                .get(PRODUCTS, List.of())
                                .size()));
            }
            return manager;
        });
    }

    private interface Content {
        Object make();
    }

    private static Object measured(Heap heap, Content content) {
        double before = usedMebibytes();
        Object made = content.make();
        heap.mebibytes = usedMebibytes() - before;
        return made;
    }

    private static double usedMebibytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024.0 / 1024.0;
    }

    private static Map<Integer, Object> kept(Form form) {
        return IntStream.range(0, SESSIONS)
                .boxed()
                .collect(Collectors.toMap(
                        id -> id, id -> form.of(products(id)), (one, other) -> other, ConcurrentHashMap::new));
    }

    private interface Form {
        Object of(List<Product> products);
    }

    private static SessionManager sessions() {
        SessionManager manager = Coatcheck.inMemory(Map.of());
        for (int i = 0; i < SESSIONS; i++) {
            Session session = manager.create();
            session.put(PRODUCTS, products(i));
        }
        return manager;
    }

    /** Other ones for each session: nothing is shared. */
    private static List<Product> products(int session) {
        return Catalog.products(PRODUCTS_EACH, session);
    }
}

package dev.coatcheck.servlet.attribute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.management.BadAttributeValueExpException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SerializationTest {
    private final Serialization serialization =
            new Serialization(new AllowedClasses(List.of(SerializationTest.class.getName() + "$Allowed")));

    record Allowed(Object content) implements Serializable {}

    enum Colour {
        RED,
        BLUE {
            @Override
            public String toString() {
                return "blue";
            }
        }
    }

    private static final class Sorted implements Comparator<String>, Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public int compare(String one, String other) {
            return one.compareTo(other);
        }
    }

    @SuppressWarnings({"JavaUtilDate", "JdkObsolete"}) // applications have them
    static List<Object> whatThePlatformHas() {
        return List.of(
                "text",
                1,
                2L,
                'c',
                true,
                1.5,
                new BigDecimal("1.50"),
                Instant.EPOCH,
                ZonedDateTime.parse("2026-11-26T10:00:00+01:00[Europe/Berlin]"),
                new Date(0),
                UUID.randomUUID(),
                Locale.GERMANY,
                Currency.getInstance("EUR"),
                TimeZone.getTimeZone("Europe/Berlin"),
                URI.create("https://example.com"),
                TimeUnit.DAYS,
                ChronoUnit.DAYS,
                new EnumMap<>(Map.of(DayOfWeek.MONDAY, 1)),
                EnumSet.of(DayOfWeek.MONDAY),
                List.of("a", 1),
                Set.of("a"),
                Map.of("a", 1),
                Arrays.asList("a", "b"),
                Collections.emptyList(),
                Collections.unmodifiableMap(new TreeMap<>(Map.of("a", 1))),
                Collections.synchronizedList(new ArrayList<>(List.of("a"))),
                new ArrayList<>(List.of("a")),
                new LinkedList<>(List.of("a")),
                new HashMap<>(Map.of("a", List.of(1))),
                new LinkedHashMap<>(Map.of("a", 1)),
                new TreeMap<>(Map.of("a", 1)),
                new ConcurrentHashMap<>(Map.of("a", 1)),
                new CopyOnWriteArrayList<>(List.of("a")),
                new HashSet<>(Set.of("a")),
                new LinkedHashSet<>(Set.of("a")),
                new TreeSet<>(Set.of("a")),
                new Allowed("a"));
    }

    @ParameterizedTest
    @MethodSource("whatThePlatformHas")
    void whatThePlatformHasComesBack(Object value) throws Exception {
        assertThat(serialization.read(serialization.write("x", value))).isEqualTo(value);
    }

    @Test
    void arraysAndQueuesComeBack() throws Exception {
        for (Object array : List.of(new int[] {1, 2}, new String[][] {{"a"}}, new byte[3], new Object[] {"a", 1})) {
            assertThat(serialization.read(serialization.write("x", array))).isEqualTo(array);
        }
        assertThat(serialization.read(serialization.write("x", new ArrayDeque<>(List.of("a")))))
                .asInstanceOf(InstanceOfAssertFactories.ITERABLE)
                .hasSize(1);
    }

    @Test
    void whatALoginHasFailedWithComesBack() throws Exception {
        IllegalStateException failure = new IllegalStateException("late", new ConnectException("refused"));
        assertThat(serialization.read(serialization.write("x", failure)))
                .isInstanceOf(IllegalStateException.class)
                .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
                .hasMessage("late")
                .hasCauseInstanceOf(ConnectException.class);
    }

    private static Object proxy() {
        return Proxy.newProxyInstance(
                SerializationTest.class.getClassLoader(),
                new Class<?>[] {Comparable.class},
                (InvocationHandler & Serializable) (self, method, arguments) -> 0);
    }

    /** Each begins, or is part of, what is known to call methods while it is read; or its class was not allowed. */
    static List<Object> whatIsNotAllowed() throws Exception {
        return List.of(
                new PriorityQueue<>(List.of("a")),
                new TreeSet<>(new Sorted()),
                (Supplier<String> & Serializable) () -> "called",
                proxy(),
                new ArrayList<>(List.of(Colour.RED)),
                new ArrayList<>(List.of(Colour.BLUE)),
                new EnumMap<>(Map.of(Colour.RED, 1)),
                EnumSet.of(Colour.RED),
                new Allowed(new Colour[0]),
                new Allowed(new Colour[][] {{Colour.RED}}),
                new BadAttributeValueExpException("x"));
    }

    private static String asAnyoneWouldWrite(Object value) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    @ParameterizedTest
    @MethodSource("whatIsNotAllowed")
    void whatIsNotAllowedIsRefusedInBothDirections(Object value) throws Exception {
        assertThatThrownBy(() -> serialization.write("x", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("session attribute \"x\" cannot be stored");
        String planted = asAnyoneWouldWrite(value);
        assertThatThrownBy(() -> serialization.read(planted)).isInstanceOf(LostAttributeException.class);
    }

    @Test
    void whatIsTooDeepIsRefused() throws Exception {
        Object nested = "core";
        for (int i = 0; i < 1_100; i++) {
            nested = new Allowed(nested);
        }
        Object deep = nested;
        FutureTask<Void> attack = new FutureTask<>(() -> {
            String planted = asAnyoneWouldWrite(deep);
            assertThatThrownBy(() -> serialization.read(planted))
                    .isInstanceOf(LostAttributeException.class)
                    .hasMessageContaining("REJECTED");
            return null;
        });
        // with room to be written, and to be read as well
        new Thread(null, attack, "deep", 256 << 20).start();
        attack.get();
        assertThatThrownBy(() -> serialization.write("x", endless())).isInstanceOf(IllegalArgumentException.class);
    }

    private static Object endless() {
        Object nested = "core";
        for (int i = 0; i < 100_000; i++) {
            nested = new Allowed(nested);
        }
        return nested;
    }

    /** Its length stands before its elements, and Java makes room for all of them at once. */
    @Test
    void anArrayIsNoLongerThanItsBytesCanFill() {
        byte[] stream = Base64.getDecoder().decode(serialization.write("x", new long[] {1, 2, 3}));
        ByteBuffer.wrap(stream).putInt(stream.length - 3 * Long.BYTES - Integer.BYTES, 60_000_000);
        assertThatThrownBy(() -> serialization.read(Base64.getEncoder().encodeToString(stream)))
                .isInstanceOf(LostAttributeException.class)
                .hasMessageContaining("REJECTED");
    }

    @Test
    void aLongArrayComesBack() throws Exception {
        assertThat(serialization.read(serialization.write("x", new byte[5_000_000])))
                .isEqualTo(new byte[5_000_000]);
    }

    /** A URL of Java's own would find these equal, as it asks the network for both. */
    @Test
    @SuppressWarnings("URLEqualsHashCode") // this is what is tested
    void aUrlComesBackWithoutAQuestionForItsHost() throws Exception {
        URL named = new URL("http://localhost:1/x");
        URL numbered = new URL("http://127.0.0.1:1/x");
        Map<?, ?> read = (Map<?, ?>) serialization.read(serialization.write("x", new HashMap<>(Map.of(named, "x"))));
        URL key = (URL) read.keySet().iterator().next();
        assertThat(key.toExternalForm()).isEqualTo("http://localhost:1/x");
        assertThat(key.equals(numbered)).isFalse();
        assertThat(key.getPort()).isEqualTo(1);
        assertThat(read.get(key)).isEqualTo("x");
        assertThat(serialization.read(serialization.write("x", key)).toString()).isEqualTo(key.toString());
        assertThatThrownBy(() -> key.openConnection().getInputStream()).isInstanceOf(ConnectException.class);
    }

    @Test
    void noValueIsInAMessage() {
        assertThatThrownBy(() -> serialization.read("c2VjcmV0"))
                .isInstanceOf(LostAttributeException.class)
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("c2VjcmV0");
    }
}

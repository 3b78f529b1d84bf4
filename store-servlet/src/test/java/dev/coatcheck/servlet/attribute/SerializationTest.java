package dev.coatcheck.servlet.attribute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.ConnectException;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
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
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.management.BadAttributeValueExpException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

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
        return java.lang.reflect.Proxy.newProxyInstance(
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

    /** As deep as what is written: on a thread as containers have them. */
    @Test
    void whatIsWrittenIsNotTooDeepToBeRead() throws Exception {
        int depth = 0;
        Object nested = "core";
        String deepest = "";
        try {
            for (depth = 0; depth < 10_000; depth++) {
                nested = depth % 2 == 0 ? new ArrayList<>(Arrays.asList(nested)) : new Allowed(nested);
                deepest = serialization.write("x", nested);
            }
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("nested more than");
        }
        assertThat(depth).isBetween(200, 1_000);
        String text = deepest;
        FutureTask<Object> reading = new FutureTask<>(() -> serialization.read(text));
        new Thread(null, reading, "container", 1 << 20).start();
        assertThat(reading.get()).isNotNull();
    }

    /** Each set has the next two, and so would ask the last ones for 2^100 hash codes while it is read. */
    private static Object setsInSets() {
        Set<Object> root = new HashSet<>();
        Set<Object> one = root;
        Set<Object> other = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Set<Object> nextOne = new HashSet<>(Set.of("x"));
            Set<Object> nextOther = new HashSet<>();
            one.add(nextOne);
            one.add(nextOther);
            other.add(nextOne);
            other.add(nextOther);
            one = nextOne;
            other = nextOther;
        }
        return root;
    }

    /** A key that has no content yet when it is put, and then lists in lists, each twice. */
    private static Object listsInAKeyOf(Map<Object, Object> map) {
        List<Object> key = new ArrayList<>();
        map.put(key, "x");
        for (int i = 0; i < 100; i++) {
            List<Object> next = new ArrayList<>();
            key.add(next);
            key.add(next);
            key = next;
        }
        return map;
    }

    /** The same of an application's own objects. */
    private static Object objectsInASet() {
        Object pair = "core";
        for (int i = 0; i < 60; i++) {
            pair = new Allowed(Arrays.asList(pair, pair));
        }
        List<Object> key = new ArrayList<>();
        Set<Object> set = new HashSet<>(Set.of(key));
        key.add(pair);
        return set;
    }

    /** Keys of one hash code, each of which is compared with all that came before. */
    private static Object aCrowdOfKeys() {
        Map<Object, Object> map = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            map.put(new ArrayList<>(List.of(i)), "x");
        }
        return map;
    }

    @SuppressWarnings("JdkObsolete") // this is what is tested
    private static Object aTableOfStrings() {
        Map<Object, Object> table = new Hashtable<>();
        for (int i = 0; i < 10_000; i++) {
            table.put("key " + i, "x");
        }
        return table;
    }

    /** In an array each, as the name of a test would ask for their hash codes. */
    static List<Object[]> whatWouldTakeForEver() {
        return List.of(
                new Object[] {new Object[] {setsInSets()}},
                new Object[] {new Object[] {listsInAKeyOf(new HashMap<>())}},
                new Object[] {new Object[] {listsInAKeyOf(new LinkedHashMap<>())}},
                new Object[] {new Object[] {listsInAKeyOf(new ConcurrentHashMap<>())}},
                new Object[] {new Object[] {objectsInASet()}},
                new Object[] {new Object[] {aCrowdOfKeys()}},
                new Object[] {new Object[] {aTableOfStrings()}});
    }

    @ParameterizedTest(name = "[{index}]")
    @MethodSource("whatWouldTakeForEver")
    void whatWouldTakeForEverToReadIsRefusedInBothDirections(Object[] value) throws Exception {
        assertTooLong(value);
    }

    /** Different texts of one hash code, each as long as the others. */
    private static List<String> textsOfOneHashCode() {
        List<String> texts = List.of("");
        for (int i = 0; i < 13; i++) {
            texts = texts.stream()
                    .flatMap(text -> Stream.of(text + "Aa", text + "BB"))
                    .toList();
        }
        return texts;
    }

    /** Whatever equals by its content takes the hash code of a text in it, and is no more in order than a list. */
    static List<Function<String, Object>> whatIsMadeOfATextAndHasNoOrder() {
        return List.of(
                SimpleGrantedAuthority::new,
                text -> new StackTraceElement("a", text, "f", 1),
                Allowed::new,
                text -> new ArrayList<>(List.of(text)));
    }

    @ParameterizedTest(name = "[{index}]")
    @MethodSource("whatIsMadeOfATextAndHasNoOrder")
    void aCrowdOfKeysWithoutOrderIsRefusedWhateverTheirClass(Function<String, Object> made) throws Exception {
        // in a list while they are made, as a set would take as long as the one that is refused
        List<Object> crowd = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            crowd.add(made.apply("text " + i));
        }
        assertTooLong(new HashSet<>(crowd));
    }

    @Test
    void aCrowdOfPeriodsIsRefused() throws Exception {
        Set<Object> periods = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            periods.add(Period.of(i, 0, 0));
        }
        assertTooLong(periods);
    }

    /** They have no trees for keys of one hash code. */
    @Test
    void aCrowdInAnUnmodifiableSetOrMapIsRefused() throws Exception {
        Map<String, Integer> map = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            map.put("text " + i, i);
        }
        assertTooLong(Set.copyOf(map.keySet()));
        assertTooLong(Map.copyOf(map));
    }

    @Test
    void aCrowdOfKeysThatAreInOrderComesBack() throws Exception {
        List<IntFunction<Object>> classes = List.of(
                i -> i,
                i -> (long) i,
                i -> i / 3.0,
                i -> i / 3f,
                BigInteger::valueOf,
                i -> BigDecimal.valueOf(i, 2),
                i -> new UUID(i, i),
                Date::new,
                i -> (short) i,
                textsOfOneHashCode()::get);
        for (IntFunction<Object> made : classes) {
            Set<Object> keys = IntStream.range(0, 8_000).mapToObj(made).collect(Collectors.toCollection(HashSet::new));
            assertThat(keys).hasSize(8_000);
            assertThat(serialization.read(serialization.write("x", keys))).isEqualTo(keys);
        }
    }

    /** A tree with keys of two classes has no order: each of one is compared with all of the other. */
    @Test
    void aCrowdOfTwoClassesIsRefusedThoughEachIsInOrder() throws Exception {
        Set<Object> keys = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            keys.add("text " + i);
            keys.add((long) i);
        }
        assertTooLong(keys);
    }

    /** They are read in their order, and not compared. */
    @Test
    void aLargeSortedSetOrMapComesBack() throws Exception {
        Map<LocalDate, Integer> sorted = new TreeMap<>();
        for (int i = 0; i < 10_000; i++) {
            sorted.put(LocalDate.EPOCH.plusDays(i), i);
        }
        assertThat(serialization.read(serialization.write("x", sorted))).isEqualTo(sorted);
        Set<LocalDate> set = new TreeSet<>(sorted.keySet());
        assertThat(serialization.read(serialization.write("x", set))).isEqualTo(set);
    }

    private void assertTooLong(Object value) throws Exception {
        String planted = asAnyoneWouldWrite(value);
        assertThatThrownBy(() -> serialization.read(planted))
                .isInstanceOf(LostAttributeException.class)
                .hasMessageContaining("too long to read");
        assertThatThrownBy(() -> serialization.write("x", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too long to read");
    }

    @Test
    void whatManyShareComesBack() throws Exception {
        List<Object> catalogue = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            catalogue.add(new Allowed("coat " + i));
        }
        Map<String, Object> shops = new HashMap<>();
        Set<Object> names = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            shops.put("shop " + i, i % 2 == 0 ? new Allowed(catalogue) : List.of(i));
            names.add("name " + i);
        }
        List<Object> all =
                List.of(shops, names, Set.of(1, 2, 3), Map.of("a", catalogue), List.of(catalogue, catalogue));
        assertThat(serialization.read(serialization.write("x", all))).isEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rO0ABQ==",
                "rO0ABXNyAA==",
                "rO0ABXEAfgAA",
                "rO0ABXEAfgAB",
                "rO0ABXNxAH4AAA==",
                "rO0ABXh4",
                "AAAA",
                // a class that extends itself
                "rO0ABXNyAAFBAAAAAAAAAAACAAB4cQB+AAA=",
                ""
            })
    void aStreamThatIsDamagedIsRefused(String stream) {
        assertThatThrownBy(() -> serialization.read(stream)).isInstanceOf(LostAttributeException.class);
    }

    private static final class OfADriver extends SQLException {
        private static final long serialVersionUID = 1;

        OfADriver(String message, Throwable cause) {
            super(message, cause);
        }
    }

    @Test
    void aLoginThatHasFailedInADriverComesBackWithItsCausesNames() throws Exception {
        OfADriver driver = new OfADriver("no route", new ConnectException("refused"));
        InternalAuthenticationServiceException failure = new InternalAuthenticationServiceException(
                "login failed", new IllegalStateException("no data", driver));
        failure.addSuppressed(driver);
        Throwable read = (Throwable) serialization.read(serialization.write("x", failure));
        assertThat(read)
                .isInstanceOf(InternalAuthenticationServiceException.class)
                .hasMessage("login failed");
        Throwable cause = Objects.requireNonNull(read.getCause());
        assertThat(cause).isInstanceOf(IllegalStateException.class).hasMessage("no data");
        assertThat(cause.getCause())
                .isExactlyInstanceOf(SQLException.class)
                .hasMessage(OfADriver.class.getName() + ": no route")
                .hasCauseInstanceOf(ConnectException.class);
        assertThat(read.getSuppressed()).hasSize(1);
        assertThat(failure.getCause()).hasCause(driver);
        SQLException batch = new SQLException("batch");
        batch.setNextException(driver);
        SQLException readBatch = (SQLException) serialization.read(serialization.write("x", batch));
        assertThat(readBatch.getNextException().getMessage()).contains("no route");
    }

    @Test
    void anExceptionThatIsTheAttributeItselfIsRefusedUnlessItIsAllowed() {
        assertThatThrownBy(() -> serialization.write("x", new OfADriver("no route", new ConnectException())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(OfADriver.class.getName());
    }

    @Test
    void thePasswordOfALoginThatHasFailedIsNotStored() throws Exception {
        BadCredentialsException failure = new BadCredentialsException("wrong");
        failure.setAuthenticationRequest(new UsernamePasswordAuthenticationToken("ann", "tr0ub4dor"));
        String text = serialization.write("x", new ArrayList<>(List.of(failure)));
        assertThat(new String(Base64.getDecoder().decode(text), StandardCharsets.ISO_8859_1))
                .contains("BadCredentialsException")
                .doesNotContain("tr0ub4dor");
        assertThat(((BadCredentialsException) ((List<?>) serialization.read(text)).get(0)).getAuthenticationRequest())
                .isNull();
        assertThat(failure.getAuthenticationRequest()).isNotNull();
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
        assertThat(key.getDefaultPort()).isEqualTo(80);
        assertThat(read.get(key)).isEqualTo("x");
        assertThat(serialization.read(serialization.write("x", key)).toString()).isEqualTo(key.toString());
        assertThatThrownBy(() -> key.openConnection().getInputStream()).isInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> key.openConnection(Proxy.NO_PROXY).getInputStream())
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void noValueIsInAMessage() {
        assertThatThrownBy(() -> serialization.read("c2VjcmV0"))
                .isInstanceOf(LostAttributeException.class)
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("c2VjcmV0");
    }
}

package dev.coatcheck.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Array;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.type.TypeFactory;

/** That the types which are trusted may be: their values come back equal without having been read back. */
class RoundTripTest {
    enum Colour {
        RED,
        DARK_GREEN {
            @Override
            public String toString() {
                return "dark green";
            }
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // on purpose
    record Everything(
            byte small,
            short two,
            int four,
            long eight,
            float single,
            double twice,
            char letter,
            boolean flag,
            @Nullable String text,
            @Nullable Colour colour,
            @Nullable BigDecimal price,
            Instant time,
            Optional<Colour> maybe,
            @Nullable List<@Nullable String> names,
            Map<Colour, Set<UUID>> ids,
            int[] numbers,
            boolean isOpen,
            String getName) {}

    record Pair<A, B>(A first, B second) {}

    record Chain(int number, @Nullable Chain next) {}

    private final JsonCodec codec = new JsonCodec(1 << 26, 1 << 13);
    private final Random random = new Random(1);

    private void comesBack(Type type, Stream<?> values) {
        assertThat(isTrusted(type)).as(type.getTypeName()).isTrue();
        values.forEach(value -> {
            Object back = back(type, value);
            assertThat(Sameness.difference(value, back)).as("%s", type).isEmpty();
        });
    }

    private Object back(Type type, Object value) {
        try {
            return codec.decode(codec.encode(value, type), type).value();
        } catch (CodecException e) {
            throw new AssertionError(type + ": " + e.getMessage(), e);
        }
    }

    private static boolean isTrusted(Type type) {
        TypeFactory types = TypeFactory.createDefaultInstance();
        return new Faithfulness(types).isFaithful(types.constructType(type));
    }

    private <T> Stream<T> many(Function<Random, T> make) {
        return IntStream.range(0, 500).mapToObj(i -> make.apply(random));
    }

    private <T> void comeBack(Class<T> type, Function<Random, T> make, Object... others) {
        List<Object> values =
                Stream.<Object>concat(Arrays.stream(others), many(make)).toList();
        comesBack(type, values.stream());
        TypeFactory types = TypeFactory.createDefaultInstance();
        comesBack(types.constructCollectionType(List.class, type), Stream.of(values, List.of()));
        comesBack(types.constructCollectionType(Set.class, type), Stream.of(new HashSet<>(values)));
        comesBack(types.constructMapType(Map.class, String.class, type), Stream.of(Map.of("a", values.get(0))));
        Type key = types.constructMapType(Map.class, type, Integer.class);
        if (isTrusted(key)) {
            Map<Object, Integer> map = new LinkedHashMap<>();
            values.forEach(value -> map.put(value, map.size()));
            comesBack(key, Stream.of(map));
        }
        Class<?> array = type.arrayType();
        if (isTrusted(array)) {
            comesBack(array, Stream.of((Object) values.toArray(size -> (Object[]) Array.newInstance(type, size))));
        }
        comesBack(
                types.constructReferenceType(Optional.class, types.constructType(type)),
                Stream.concat(Stream.of(Optional.empty()), values.stream().map(Optional::of)));
    }

    @Test
    void numbers() {
        comeBack(Byte.class, r -> (byte) r.nextInt());
        comeBack(Short.class, r -> (short) r.nextInt());
        comeBack(Integer.class, Random::nextInt, Integer.MIN_VALUE, Integer.MAX_VALUE);
        comeBack(Long.class, Random::nextLong, Long.MIN_VALUE, Long.MAX_VALUE, 0L);
        comeBack(
                Float.class,
                r -> Float.intBitsToFloat(r.nextInt()),
                Float.NaN,
                Float.POSITIVE_INFINITY,
                Float.NEGATIVE_INFINITY,
                -0.0f,
                Float.MIN_VALUE,
                Float.MAX_VALUE);
        comeBack(
                Double.class,
                r -> Double.longBitsToDouble(r.nextLong()),
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                -0.0,
                Double.MIN_VALUE,
                Double.MAX_VALUE);
        comeBack(BigInteger.class, r -> new BigInteger(r.nextInt(2_000), r).negate(), BigInteger.ZERO);
        comeBack(
                BigDecimal.class,
                r -> new BigDecimal(new BigInteger(r.nextInt(200), r), r.nextInt(200) - 100),
                new BigDecimal("0.00"),
                new BigDecimal("1E+400"),
                new BigDecimal("1E-400"),
                new BigDecimal("-1.10"),
                new BigDecimal(BigInteger.ONE, Integer.MAX_VALUE),
                new BigDecimal(BigInteger.ONE, -Integer.MAX_VALUE));
    }

    @Test
    void texts() {
        comeBack(String.class, RoundTripTest::text, "", " ", "null", "\0", "\"\\", "x".repeat(40_000));
        comesBack(String.class, many(r -> "a\ud800".repeat(r.nextInt(5)) + text(r)));
        comeBack(Character.class, r -> (char) r.nextInt(), '\0', '\ud800', '"');
        comeBack(UUID.class, r -> new UUID(r.nextLong(), r.nextLong()), new UUID(0, 0));
        comeBack(
                URI.class,
                r -> URI.create("https://example.org/" + r.nextInt() + "?a=%20b#c"),
                URI.create(""),
                URI.create("mailto:zoe@example.org"),
                URI.create("//host:1/a/../b;c"),
                URI.create("a\u20ac"));
        comeBack(Currency.class, r -> Currency.getInstance("EUR"));
        comeBack(Boolean.class, Random::nextBoolean);
        comeBack(Colour.class, r -> Colour.DARK_GREEN, Colour.RED);
        comeBack(DayOfWeek.class, r -> DayOfWeek.of(1 + r.nextInt(7)));
        comeBack(Month.class, r -> Month.of(1 + r.nextInt(12)));
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            text.appendCodePoint(
                    switch (random.nextInt(3)) {
                        case 0 -> random.nextInt(0x80);
                        case 1 -> random.nextInt(0xD800);
                        default -> 0x1F600 + random.nextInt(80);
                    });
        }
        return text.toString();
    }

    @Test
    void times() {
        comeBack(
                Instant.class,
                RoundTripTest::instant,
                Instant.MIN,
                Instant.MAX,
                Instant.EPOCH,
                Instant.ofEpochMilli(1));
        comeBack(LocalDate.class, r -> LocalDate.ofEpochDay(r.nextInt()), LocalDate.MIN, LocalDate.MAX);
        comeBack(
                LocalTime.class,
                r -> LocalTime.ofNanoOfDay((long) (r.nextDouble() * 86_400_000_000_000L)),
                LocalTime.MIN,
                LocalTime.MAX,
                LocalTime.NOON);
        comeBack(
                LocalDateTime.class,
                r -> at(r, ZoneOffset.UTC).toLocalDateTime(),
                LocalDateTime.MIN,
                LocalDateTime.MAX);
        comeBack(
                OffsetTime.class,
                r -> at(r, offset(r)).toOffsetDateTime().toOffsetTime(),
                OffsetTime.MIN,
                OffsetTime.MAX);
        comeBack(
                OffsetDateTime.class, r -> at(r, offset(r)).toOffsetDateTime(), OffsetDateTime.MIN, OffsetDateTime.MAX);
        List<String> zones = ZoneId.getAvailableZoneIds().stream().sorted().toList();
        comeBack(
                ZonedDateTime.class,
                r -> at(r, r.nextBoolean() ? offset(r) : ZoneId.of(zones.get(r.nextInt(zones.size())))),
                ZonedDateTime.parse("2024-10-27T02:30+02:00[Europe/Berlin]"),
                ZonedDateTime.parse("2024-10-27T02:30+01:00[Europe/Berlin]"),
                ZonedDateTime.of(LocalDateTime.MIN, ZoneOffset.MAX),
                ZonedDateTime.of(2024, 1, 1, 0, 0, 0, 0, ZoneId.of("UTC+01:30")),
                ZonedDateTime.of(2024, 1, 1, 0, 0, 0, 0, ZoneId.of("GMT")),
                ZonedDateTime.of(2024, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC));
        comeBack(
                Duration.class,
                r -> Duration.ofSeconds(r.nextLong() >> r.nextInt(64), r.nextInt(1_000_000_000)),
                Duration.ZERO,
                Duration.ofMillis(-1),
                Duration.ofSeconds(Long.MIN_VALUE),
                Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
        comeBack(
                Period.class,
                r -> Period.of(r.nextInt(), r.nextInt(), r.nextInt()),
                Period.ZERO,
                Period.of(Integer.MIN_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE));
        comeBack(Year.class, r -> Year.of(r.nextInt(9_999)), Year.of(Year.MIN_VALUE), Year.of(Year.MAX_VALUE));
        comeBack(
                YearMonth.class,
                r -> YearMonth.of(r.nextInt(9_999), 1 + r.nextInt(12)),
                YearMonth.of(0, 1),
                YearMonth.of(-5, 1),
                YearMonth.of(10_000, 1),
                YearMonth.of(Year.MAX_VALUE, 12),
                YearMonth.of(Year.MIN_VALUE, 1));
        comeBack(MonthDay.class, r -> MonthDay.of(1 + r.nextInt(12), 1 + r.nextInt(28)), MonthDay.of(2, 29));
    }

    private static Instant instant(Random random) {
        return Instant.ofEpochSecond(random.nextInt() * 60L, random.nextInt(1_000_000_000));
    }

    private static ZoneOffset offset(Random random) {
        return ZoneOffset.ofTotalSeconds(random.nextInt(36 * 3_600) - 18 * 3_600);
    }

    private static ZonedDateTime at(Random random, ZoneId zone) {
        return instant(random).atZone(zone);
    }

    @Test
    void recordsAndArrays() {
        comesBack(Everything.class, many(RoundTripTest::everything));
        comesBack(
                new TypeReference<Map<String, Pair<List<Everything>, Optional<Chain>>>>() {}.getType(),
                many(r -> Map.of(
                        text(r), new Pair<>(List.of(everything(r)), Optional.of(new Chain(1, new Chain(2, null)))))));
        comesBack(byte[].class, many(r -> bytes(r)));
        comesBack(int[].class, Stream.of(new int[0], new int[] {1, Integer.MIN_VALUE}));
        comesBack(long[][].class, Stream.of(new long[][] {{1}, {}, null}, new long[0][]));
        comesBack(float[].class, Stream.of(new float[] {Float.NaN, -0.0f, Float.NEGATIVE_INFINITY, 0.1f}));
        comesBack(double[].class, Stream.of(new double[] {Double.NaN, -0.0, Double.NEGATIVE_INFINITY, 0.1}));
        comesBack(short[].class, Stream.of(new short[] {Short.MIN_VALUE}));
        comesBack(boolean[].class, Stream.of(new boolean[] {true, false}));
        comesBack(
                new TypeReference<ArrayList<String>>() {}.getType(),
                Stream.of(new ArrayList<>(Arrays.asList("a", null, ""))));
        comesBack(
                new TypeReference<Map<String, List<String>>>() {}.getType(),
                Stream.of(nullable(), Map.of("", List.of(), "\ud83d\ude00", List.of(""))));
    }

    private static Map<String, List<String>> nullable() {
        Map<String, List<String>> map = new LinkedHashMap<>();
        map.put("none", null);
        map.put("two", Arrays.asList("", null));
        return map;
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(50)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Everything everything(Random random) {
        return new Everything(
                (byte) random.nextInt(),
                (short) random.nextInt(),
                random.nextInt(),
                random.nextLong(),
                random.nextFloat(),
                random.nextDouble(),
                (char) random.nextInt(),
                random.nextBoolean(),
                random.nextInt(9) == 0 ? null : text(random),
                random.nextBoolean() ? Colour.RED : null,
                random.nextBoolean() ? BigDecimal.valueOf(random.nextInt(), 2) : null,
                instant(random),
                random.nextBoolean() ? Optional.of(Colour.DARK_GREEN) : Optional.empty(),
                random.nextBoolean() ? null : Arrays.asList(text(random), null),
                Map.of(Colour.RED, Set.of(UUID.randomUUID()), Colour.DARK_GREEN, Set.of()),
                new int[] {random.nextInt()},
                random.nextBoolean(),
                text(random));
    }
}

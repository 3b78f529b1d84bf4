package dev.coatcheck.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

class JsonCodecTest {
    private final JsonCodec codec = new JsonCodec(100_000, 1_000);

    private static byte[] streamed(String json) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZstdOutputStream frame = new ZstdOutputStream(bytes)) {
            frame.write(json.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void aFrameOfAnotherWriterThatDoesNotTellItsSizeIsRead() throws Exception {
        String text = "x".repeat(5_000);
        assertThat(codec.decode(streamed('"' + text + '"'), String.class).value())
                .isEqualTo(text);
    }

    private record Price(String currency, BigDecimal amount) {}

    @Test
    void ofTwoEqualNamesTheLastOneWins() throws Exception {
        assertThat(decoded("{\"a\":1,\"b\":2,\"a\":3}", Map.class)).isEqualTo(Map.of("a", 3, "b", 2));
        Price price = new Price("EUR", new BigDecimal("1.10"));
        for (String json : List.of(
                "{\"currency\":\"USD\",\"currency\":\"EUR\",\"amount\":1.10}",
                "{\"currency\":\"USD\",\"amount\":1.10,\"currency\":\"EUR\"}",
                "{\"amount\":0,\"currency\":\"USD\",\"currency\":\"EUR\",\"amount\":1.10}")) {
            assertThat(decoded(json, Price.class)).isEqualTo(price);
            assertThat(decoded("[" + json + "]", Price[].class)).isEqualTo(new Price[] {price});
        }
    }

    private Object decoded(String json, Class<?> type) throws CodecException {
        return codec.decode(json.getBytes(StandardCharsets.UTF_8), type).value();
    }

    @Test
    void noFrameMakesMoreThanTheLimit() throws Exception {
        String text = '"' + "x".repeat(200_000) + '"';
        byte[] sized = new JsonCodec(1 << 20, 0).encode("x".repeat(200_000), String.class);
        for (byte[] frame : List.of(streamed(text), sized)) {
            assertThatThrownBy(() -> codec.decode(frame, String.class))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("100000");
        }
    }

    @Test
    void noMemoryIsTakenForASizeThatAFrameOnlyClaims() {
        JsonCodec unlimited = new JsonCodec(Long.MAX_VALUE, 0);
        for (long size : new long[] {1 << 30, Integer.MAX_VALUE, 1L << 31, 3L << 31, 1L << 62, Long.MIN_VALUE, -1}) {
            assertThatThrownBy(() -> unlimited.decode(frameOfTwoBytes(size), String.class))
                    .isInstanceOf(CodecException.class);
        }
    }

    @Test
    void aFrameIsReadHoweverMuchItsBytesStandFor() throws Exception {
        String text = "x".repeat(50_000_000);
        JsonCodec large = new JsonCodec(1 << 26, 0);
        byte[] frame = large.encode(text, String.class);
        assertThat(frame.length).isLessThan(10_000);
        assertThat(large.decode(frame, String.class).value()).isEqualTo(text);
    }

    /** RFC 8878, section 3.1.1: the size in eight bytes, and one block, which is the last and not compressed. */
    private static byte[] frameOfTwoBytes(long size) {
        return ByteBuffer.allocate(18)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, (byte) 0xE0})
                .putLong(size)
                .put(new byte[] {2 << 3 | 1, 0, 0, '1', '2'})
                .array();
    }

    @Test
    void thePlaceOfAFaultIsToldWithoutTheKeysOfMaps() {
        var type = new TypeReference<Map<String, List<Integer>>>() {}.getType();
        byte[] json = "{\"alice@example.org\":[1,\"secret\"]}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> codec.decode(json, type))
                .hasMessageContaining("at .?[1]")
                .hasMessageNotContaining("alice")
                .hasMessageNotContaining("secret");
    }

    /** Has the data name its class, as Jackson allows a type to ask for. */
    record Box<T>(@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) T content) {}

    /** What is meant to be in the box. */
    interface Thing {}

    /** What such data could name. */
    static final class Gadget implements Thing {
        static final AtomicInteger MADE = new AtomicInteger();

        public String command = "";

        Gadget() {
            MADE.incrementAndGet();
        }
    }

    /** Names each kind by a word of its own choice, so data can name nothing else. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({@JsonSubTypes.Type(value = Coat.class, name = "coat"), @JsonSubTypes.Type(Hat.class)})
    sealed interface Garment {}

    record Coat(String colour) implements Garment {}

    record Hat(int size) implements Garment {}

    @Test
    void noDataNamesAClassNotEvenWhereATypeAsksForIt() {
        byte[] json = ("{\"content\":{\"@class\":\"" + Gadget.class.getName() + "\",\"command\":\"secret\"}}")
                .getBytes(StandardCharsets.UTF_8);
        for (TypeReference<?> type : List.of(new TypeReference<Box<Object>>() {}, new TypeReference<Box<Thing>>() {})) {
            assertThatThrownBy(() -> codec.decode(json, type.getType()))
                    .isInstanceOf(CodecException.class)
                    .hasMessageNotContaining("secret");
            assertThat(Gadget.MADE).hasValue(0);
        }
    }

    /** Jackson by itself is the judge, on texts that are just a step from a string. */
    @Test
    void everyStringIsReadAsJacksonReadsIt() {
        JsonMapper judge = new JsonMapper();
        String parts = "ab 09\u007f\"\"\\nu\u0000\n\u001f\u0080\u00e9\ud83d\ude00,{}[]";
        Random random = new Random(1);
        int read = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder("\"");
            for (int length = random.nextInt(6); length > 0; length--) {
                text.append(parts.charAt(random.nextInt(random.nextBoolean() ? 5 : parts.length())));
            }
            byte[] json =
                    text.append(random.nextInt(8) == 0 ? "" : "\"").toString().getBytes(StandardCharsets.UTF_8);
            Optional<Object> expected = value(() -> judge.readValue(json, String.class));
            assertThat(value(() -> codec.decode(json, String.class).value()))
                    .as(Arrays.toString(json))
                    .isEqualTo(expected);
            read += expected.isPresent() ? 1 : 0;
        }
        assertThat(read).isBetween(10_000, 40_000);
    }

    private static Optional<Object> value(Callable<Object> reading) {
        try {
            return Optional.of(reading.call());
        } catch (Exception e) {
            assertThat(e).isInstanceOfAny(CodecException.class, JacksonException.class);
            return Optional.empty();
        }
    }

    @Test
    void kindsThatATypeItselfNamesComeBack() throws Exception {
        var type = new TypeReference<List<Garment>>() {}.getType();
        List<Garment> garments = List.of(new Coat("red"), new Hat(58));
        assertThat(codec.decode(codec.encode(garments, type), type).value()).isEqualTo(garments);
    }

    record Any(String name, @JsonAnySetter Map<String, Integer> rest) {}

    @Test
    void noNameThatIsDataIsToldWithThePlaceOfAFault() {
        byte[] json = "{\"name\":\"a\",\"alice@example.org\":\"x\"}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> codec.decode(json, Any.class))
                .hasMessageContaining("at .?")
                .hasMessageNotContaining("alice");
        byte[] own = "{\"name\":{}}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> codec.decode(own, Any.class)).hasMessageContaining("at .name");
    }

    record Growing<T>(T content, @Nullable Growing<List<T>> next) {}

    /** The same, by a field. */
    static class GrowingBean<T> {
        public @Nullable T content;
        public @Nullable GrowingBean<List<T>> next;
    }

    @Test
    void aTypeThatGrowsWithoutEndIsRefused() throws Exception {
        byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
        var record = new TypeReference<Growing<String>>() {}.getType();
        var bean = new TypeReference<List<GrowingBean<String>>>() {}.getType();
        assertThatThrownBy(() -> codec.encode(new Growing<>("a", null), record)).hasMessageContaining("without end");
        assertThatThrownBy(() -> codec.encode(List.of(), bean)).hasMessageContaining("without end");
        assertThatThrownBy(() -> codec.decode(json, record)).hasMessageContaining("without end");
        assertThat(codec.decode(codec.encode("a", String.class), String.class).value())
                .isEqualTo("a");
    }

    @Test
    void noClassIsLoadedByTheNameThatTheDataHas() {
        byte[] json = ('"' + Unloaded.class.getName() + '"').getBytes(StandardCharsets.UTF_8);
        byte[] key = ("{\"" + Unloaded.class.getName() + "\":1}").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> codec.decode(json, Class.class))
                .hasMessageContaining("a class, which no data may name");
        assertThatThrownBy(() -> codec.decode(key, new TypeReference<Map<Class<?>, Integer>>() {}.getType()))
                .hasMessageContaining("a class, which no data may name");
        assertThatThrownBy(() -> codec.decode(json, JavaType.class))
                .hasMessageContaining("a class, which no data may name");
        assertThatThrownBy(() ->
                        codec.encode(Map.of("a", String.class), new TypeReference<Map<String, Object>>() {}.getType()))
                .hasMessageContaining("a class, which no data may name");
        assertThat(INITIALISED).isFalse();
    }

    private static final AtomicBoolean INITIALISED = new AtomicBoolean();

    /** What data may name; it would say so. */
    static final class Unloaded {
        static {
            INITIALISED.set(true);
        }
    }

    @Test
    void aLargeValueHasTheNextBeginWithLittleRoom() {
        assertThat(BoundedOutput.roomAtFirst(60_000_000)).isEqualTo(1 << 20);
        assertThat(BoundedOutput.roomAtFirst(Integer.MAX_VALUE)).isEqualTo(1 << 20);
        assertThat(BoundedOutput.roomAtFirst(657_000)).isBetween(657_000, 800_000);
        assertThat(BoundedOutput.roomAtFirst(0)).isEqualTo(256);
    }

    @Test
    void namesWithHalfASurrogatePairAreRefusedAndTextsComeBack() throws Exception {
        var type = new TypeReference<Map<String, String>>() {}.getType();
        for (String half : List.of("a\ud800", "\udc00a", "\ud83d", "\ude00\ud83d", "\ud800\ud83d\ude00")) {
            assertThatThrownBy(() -> codec.encode(Map.of(half, "a"), type))
                    .hasMessageContaining("a name with half a surrogate pair");
            assertThat(codec.decode(codec.encode(Map.of("a", half), type), type).value())
                    .isEqualTo(Map.of("a", half));
        }
        Map<String, String> whole = Map.of("\ud83d\ude00a\ud83d\ude00", "a");
        assertThat(codec.decode(codec.encode(whole, type), type).value()).isEqualTo(whole);
    }
}

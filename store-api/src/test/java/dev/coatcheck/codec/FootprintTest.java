package dev.coatcheck.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.coatcheck.codec.JsonCodec.Decoded;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;

/** What may be shared of that which was decoded, and what it takes of the heap. */
class FootprintTest {
    record Leaf(int number, String text, Optional<Instant> time) {}

    record Tree(Leaf leaf, List<Tree> branches, Map<String, Set<Integer>> sets) {}

    record Open(List<String> names) {
        Open {
            names = new ArrayList<>(names);
        }
    }

    record Hidden(List<String> names) {
        Hidden {
            names = new ArrayList<>(names);
        }

        @Override
        public List<String> names() {
            return List.copyOf(names);
        }
    }

    record Copied(List<String> names, Set<String> set, Map<String, String> map, List<String> wrapped) {
        Copied {
            names = List.copyOf(names);
            set = Set.copyOf(set);
            map = Map.copyOf(map);
            wrapped = Collections.unmodifiableList(new ArrayList<>(wrapped));
        }
    }

    record AsEmpty(@JsonSetter(nulls = Nulls.AS_EMPTY) List<String> names) {}

    record Any(String name, @JsonAnySetter Map<String, String> rest) {}

    record Anything(Object anything) {}

    record Dated(Date date) {}

    private final JsonCodec codec = new JsonCodec(1 << 26, 1 << 13);

    private Decoded decoded(String json, Type type) {
        try {
            return codec.decode(json.getBytes(StandardCharsets.UTF_8), type);
        } catch (CodecException e) {
            throw new AssertionError(e);
        }
    }

    private boolean isShareable(String json, Type type) {
        return decoded(json, type).isShareable();
    }

    @Test
    void whatCannotBeChangedIsShared() {
        String leaf = "{\"number\":1,\"text\":\"a\",\"time\":\"2026-07-01T12:00:00Z\"}";
        String tree = "{\"leaf\":" + leaf + ",\"branches\":[],\"sets\":{\"a\":[1,null]}}";
        assertThat(isShareable("{\"leaf\":null,\"branches\":[" + tree + "],\"sets\":null}", Tree.class))
                .isTrue();
        assertThat(isShareable(
                        "{\"names\":[\"a\"],\"set\":[],\"map\":{\"a\":\"b\"},\"wrapped\":[\"a\"]}", Copied.class))
                .isTrue();
        assertThat(isShareable("\"text\"", Object.class)).isTrue();
        assertThat(isShareable("{\"anything\":1.5}", Anything.class)).isTrue();
        assertThat(isShareable("{}", AsEmpty.class)).isTrue();
    }

    @Test
    void whatCanBeChangedIsNotSharedHoweverItIsDeclared() {
        assertThat(isShareable("{\"names\":[\"a\"]}", Open.class)).isFalse();
        assertThat(isShareable("{\"names\":[\"a\"]}", Hidden.class)).isFalse();
        assertThat(isShareable("[{\"names\":[\"a\"]}]", new TypeReference<List<Open>>() {}.getType()))
                .isFalse();
        assertThat(isShareable("{\"name\":\"a\",\"x\":\"y\"}", Any.class)).isFalse();
        assertThat(isShareable("{\"anything\":[]}", Anything.class)).isFalse();
        assertThat(isShareable("{\"date\":0}", Dated.class)).isFalse();
        assertThat(isShareable("[1]", int[].class)).isFalse();
        assertThat(isShareable("[]", new TypeReference<ArrayList<String>>() {}.getType()))
                .isFalse();
    }

    private void takes(long bytes, Object value, Type type) throws CodecException {
        long estimate = codec.decode(codec.encode(value, type), type).heapBytes();
        assertThat((double) estimate / bytes)
                .as("%s: %s of %s bytes", type, estimate, bytes)
                .isBetween(0.9, 1.1);
    }

    /** The bytes were measured: the heap in use with and without many of these, on JDK 17 and 25. */
    @Test
    void theHeapThatAValueTakesIsCounted() throws Exception {
        takes(
                5_846_646,
                IntStream.range(0, 100_000).boxed().collect(Collectors.toSet()),
                new TypeReference<Set<Integer>>() {}.getType());
        takes(536_280, Collections.nCopies(10_000, List.of()), new TypeReference<List<List<Integer>>>() {}.getType());
        takes(
                936_280,
                Collections.nCopies(10_000, Map.of()),
                new TypeReference<List<Map<String, Integer>>>() {}.getType());
        takes(856_280, Collections.nCopies(10_000, Set.of()), new TypeReference<List<Set<Integer>>>() {}.getType());
        takes(
                3_256_303,
                Collections.nCopies(10_000, Map.of("one", 1, "two", 2, "three", 3)),
                new TypeReference<List<Map<String, Integer>>>() {}.getType());
        takes(100_040, "x".repeat(100_000), String.class);
        takes(200_042, "\u20ac".repeat(100_000), String.class);
        takes(48, "hello", String.class);
        takes(
                1_576_872,
                IntStream.range(0, 10_000).boxed().collect(Collectors.toMap(i -> "name " + i, i -> "value " + i)),
                new TypeReference<Map<String, String>>() {}.getType());
        takes(
                745_051,
                IntStream.range(0, 5_000)
                        .mapToObj(i -> new BigDecimal("1." + "7".repeat(100) + i))
                        .toList(),
                new TypeReference<List<BigDecimal>>() {}.getType());
    }

    record Chain(int number, @Nullable Chain next) {}

    /** As a constructor may make it; JSON is never so deep. */
    @Test
    void whatIsTooDeepToLookThroughIsNotShared() {
        Chain chain = new Chain(0, null);
        for (int i = 0; i < 100_000; i++) {
            chain = new Chain(i, chain);
        }
        assertThat(Footprint.of(chain)).isEqualTo(Footprint.CHANGEABLE);
    }
}

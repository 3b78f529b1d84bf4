package dev.coatcheck.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;

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
    void thePlaceOfAFaultIsToldWithoutTheKeysOfMaps() {
        var type = new TypeReference<Map<String, List<Integer>>>() {}.getType();
        byte[] json = "{\"alice@example.org\":[1,\"secret\"]}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> codec.decode(json, type))
                .hasMessageContaining("at .?[1]")
                .hasMessageNotContaining("alice")
                .hasMessageNotContaining("secret");
    }
}

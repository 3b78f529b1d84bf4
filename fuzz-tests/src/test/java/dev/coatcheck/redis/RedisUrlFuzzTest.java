package dev.coatcheck.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.coatcheck.ConfigurationException;
import dev.coatcheck.fuzz.SavedInputs;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.params.provider.ArgumentsSource;

class RedisUrlFuzzTest {
    private static final String PASSWORD = "Pa5Sw0rDd";

    /** In front of an {@code @}, and not where a URL has its scheme. */
    private static final Pattern WITH_PASSWORD =
            Pattern.compile("(?s)(?![^@]*" + PASSWORD + "[^@]*:/).*" + PASSWORD + ".*@(?!.*" + PASSWORD + ").*");

    @ArgumentsSource(SavedInputs.class)
    @FuzzTest
    void whatIsNoUrlIsRefusedWithoutItsPassword(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        String shown;
        try {
            shown = RedisUrl.parse(text).toString();
        } catch (ConfigurationException e) {
            assertThat(e).hasMessageContaining("coatcheck.redis.url").hasNoCause();
            shown = String.valueOf(e.getMessage());
        }
        if (WITH_PASSWORD.matcher(text).matches()) {
            assertThat(shown).doesNotContain(PASSWORD);
        }
    }
}

package dev.coatcheck.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.ConfigurationException;
import dev.coatcheck.Setting;
import dev.coatcheck.redis.RedisSettings;
import dev.coatcheck.servlet.CookieSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShopOptionsTest {
    @Test
    void withoutOptionsTheShopIsAtLocalhost8080InMemory() {
        ShopOptions options = ShopOptions.parse();

        assertThat(options.host()).isEqualTo("localhost");
        assertThat(options.port()).isEqualTo(8080);
        assertThat(options.config().get(Setting.STORE)).isEqualTo("memory");
        assertThat(options.catalog()).isInstanceOf(GeneratedCatalog.class);
    }

    @Test
    void onPlainHttpTheCookieIsNotSecureUnlessThatIsAskedFor() {
        assertThat(CookieSettings.cookieName(ShopOptions.parse().config())).isEqualTo("coatcheck");
        assertThat(CookieSettings.cookieName(config("--coatcheck.cookie.secure=true")))
                .isEqualTo("__Host-coatcheck");
    }

    private static CoatcheckConfig config(String... arguments) {
        return ShopOptions.parse(arguments).config();
    }

    @Test
    void everySettingIsAnOption() {
        CoatcheckConfig config = config("--coatcheck.lifetime=2h", "--coatcheck.redis.pool-size=4");

        assertThat(config.get(Setting.LIFETIME)).isEqualTo(Duration.ofHours(2));
        assertThat(config.get(RedisSettings.POOL_SIZE)).isEqualTo(4);
    }

    @Test
    void storeAndRedisUrlAreShortForSettings() {
        CoatcheckConfig config = config("--store", "redis", "--redis-url", "redis://localhost:7000");

        assertThat(config.get(Setting.STORE)).isEqualTo("redis");
        assertThat(config.get(RedisSettings.URL)).isEqualTo("redis://localhost:7000");
    }

    @Test
    void whereToMoveIsAnotherStoreUnderTheSameSettings() {
        ShopOptions options = ShopOptions.parse("--move-to", "redis://localhost:7000", "--coatcheck.lifetime=2h");

        CoatcheckConfig target = options.moveTarget().orElseThrow();

        assertThat(options.config().get(Setting.STORE)).isEqualTo("memory");
        assertThat(target.get(Setting.STORE)).isEqualTo("redis");
        assertThat(target.get(RedisSettings.URL)).isEqualTo("redis://localhost:7000");
        assertThat(target.get(Setting.LIFETIME)).isEqualTo(Duration.ofHours(2));
        assertThat(ShopOptions.parse().moveTarget()).isEmpty();
    }

    @Test
    void anOptionWinsOverASystemProperty() {
        System.setProperty("coatcheck.lifetime", "3h");
        try {
            assertThat(config().get(Setting.LIFETIME)).isEqualTo(Duration.ofHours(3));
            assertThat(config("--coatcheck.lifetime=2h").get(Setting.LIFETIME)).isEqualTo(Duration.ofHours(2));
        } finally {
            System.clearProperty("coatcheck.lifetime");
        }
    }

    @Test
    void whatIsWrongIsNamed(@TempDir Path folder) throws IOException {
        assertRefused("Unknown option: '--prot=1'", "--prot=1");
        assertRefused("'abc' is not an int", "--port=abc");
        assertRefused("--port is 65536; it takes a number from 0 to 65535", "--port=65536");
        assertRefused("coatcheck.lifetime is \"soon\"; it takes a time", "--coatcheck.lifetime=soon");
        assertRefused("unknown key coatcheck.lifetim", "--coatcheck.lifetim=2h");
        assertRefused("write --coatcheck.lifetime=VALUE", "--coatcheck.lifetime");
        assertRefused("coatcheck.store is given twice", "--store=redis", "--coatcheck.store=memory");
        assertRefused("--move-to: coatcheck.redis.url cannot be used", "--move-to=nowhere");
        assertRefused(
                "--move-to is for sessions in memory or in a file", "--move-to=redis://localhost", "--store=redis");
        assertRefused("--catalog is " + folder + ": it is a directory", "--catalog=" + folder);
        assertRefused("there is no such file", "--catalog=" + folder.resolve("none.csv"));
        Path empty = Files.createFile(folder.resolve("empty.csv"));
        assertRefused("--catalog is " + empty + ": line 1: expected the header", "--catalog=" + empty);
    }

    private static void assertRefused(String message, String... arguments) {
        assertThatThrownBy(() -> {
                    ShopOptions options = ShopOptions.parse(arguments);
                    options.config();
                    options.catalog();
                    options.moveTarget();
                })
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aPasswordInAMistypedOptionIsNotRepeated() {
        assertThatThrownBy(() -> ShopOptions.parse("--redis-ulr=redis://user:wardrobe@localhost"))
                .hasMessageContaining("--redis-ulr")
                .hasMessageNotContaining("wardrobe");
    }
}

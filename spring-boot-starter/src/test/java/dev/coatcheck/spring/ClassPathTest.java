package dev.coatcheck.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an application has on its class path beside the starter, in processes of their own. */
class ClassPathTest {
    private static final String[] ALL_THAT_IS_OPTIONAL = {
        "spring-(boot-)?security",
        "nimbus",
        "spring-boot-(starter-)?(health|actuator|devtools|testcontainers|docker-compose)",
        "/testcontainers",
        "(store|coatcheck)-(redis|sqlite)",
        "jedis"
    };

    @Test
    void withWebmvcAndTheStarterAloneAnApplicationHasSessions() {
        try (ShopProcess shop =
                ShopProcess.serving(ShopProcess.CURRENT_JDK, ShopProcess.classPathWithout(ALL_THAT_IS_OPTIONAL))) {
            assertThat(shop.get("/add")).isEqualTo("[Hat]");
            assertThat(shop.get("/add")).isEqualTo("[Hat, Hat]");
        }
    }

    @Test
    void aMissingDriverIsNamedWithItsDependencyInPlaceOfAStackTrace() throws Exception {
        assertThat(ShopProcess.failed(ShopProcess.classPathWithout(ALL_THAT_IS_OPTIONAL), "coatcheck.store=redis"))
                .contains(
                        "APPLICATION FAILED TO START",
                        "coatcheck.store is \"redis\"",
                        "add dev.coatcheck:coatcheck-redis")
                .doesNotContain("\tat ");
    }

    @Test
    void aJedisThatIsTooOldIsNamedWithThePropertyToSet() throws Exception {
        List<Path> classPath = new ArrayList<>(
                List.of(Path.of("target", "old-jedis", "jedis.jar").toAbsolutePath()));
        classPath.addAll(ShopProcess.classPathWithout("spring-(boot-)?security", "devtools", "/jedis-"));
        assertThat(ShopProcess.failed(classPath, "coatcheck.store=redis"))
                .contains(
                        "APPLICATION FAILED TO START",
                        "Jedis 7.1.0 is on the class path",
                        "<jedis.version>7.4.1</jedis.version>")
                .doesNotContain("\tat ");
    }
}

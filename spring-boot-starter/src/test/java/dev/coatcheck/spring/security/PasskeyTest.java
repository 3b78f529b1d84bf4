package dev.coatcheck.spring.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

import jakarta.servlet.http.HttpServletRequest;
import java.io.Serializable;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialCreationOptions;
import org.springframework.security.web.webauthn.authentication.HttpSessionPublicKeyCredentialRequestOptionsRepository;
import org.springframework.security.web.webauthn.registration.HttpSessionPublicKeyCredentialCreationOptionsRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What Security keeps in the session while a visitor's device makes a passkey, or signs by one. */
class PasskeyTest {
    @AutoClose
    private static final Site SITE = new Site(
            Kept.class,
            http -> http.formLogin(withDefaults())
                    .webAuthn(passkeys ->
                            passkeys.rpName("shop").rpId("localhost").allowedOrigins("http://localhost")));

    private final Browser browser = new Browser(SITE);

    @RestController
    static class Kept {
        @GetMapping("/registration")
        String registration(HttpServletRequest request) {
            return Objects.requireNonNull(new HttpSessionPublicKeyCredentialCreationOptionsRepository().load(request))
                    .getChallenge()
                    .toBase64UrlString();
        }

        @GetMapping("/public/login")
        String login(HttpServletRequest request) {
            return Objects.requireNonNull(new HttpSessionPublicKeyCredentialRequestOptionsRepository().load(request))
                    .getChallenge()
                    .toBase64UrlString();
        }
    }

    private HttpResponse<String> ask(String path) {
        return browser.post(path, Map.of("_csrf", browser.csrf()));
    }

    /** Security 7.0 has made the options of a registration so that no session can be stored which has them. */
    @Test
    void aRegistrationIsKeptWhereSecurityLetsItBeStored() {
        browser.login("alice");
        HttpResponse<String> options = ask("/webauthn/register/options");
        if (Serializable.class.isAssignableFrom(PublicKeyCredentialCreationOptions.class)) {
            assertThat(options.statusCode()).isEqualTo(200);
            assertThat(options.body()).contains(browser.read("/registration"));
        } else {
            assertThat(options.statusCode()).isEqualTo(500);
        }
        assertThat(browser.read("/orders")).isEqualTo("alice");
    }

    @Test
    void aLoginIsKept() {
        HttpResponse<String> options = ask("/webauthn/authenticate/options");
        assertThat(options.statusCode()).isEqualTo(200);
        assertThat(options.body()).contains(browser.read("/public/login"));
    }
}

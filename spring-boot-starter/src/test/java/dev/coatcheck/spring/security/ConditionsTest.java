package dev.coatcheck.spring.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.spring.CoatcheckAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.core.session.SessionRegistryImpl;
import org.springframework.security.oauth2.client.oidc.session.InMemoryOidcSessionRegistry;
import org.springframework.security.oauth2.client.oidc.session.OidcSessionRegistry;

/** Which parts an application has. */
class ConditionsTest {
    private static final AutoConfigurations STARTER =
            AutoConfigurations.of(CoatcheckAutoConfiguration.class, CoatcheckSecurityAutoConfiguration.class);

    private final WebApplicationContextRunner web = new WebApplicationContextRunner().withConfiguration(STARTER);

    @Test
    void aWebApplicationWithSecurityHasItsSessionsInTheStore() {
        web.run(application -> {
            assertThat(application.getBean(SessionRegistry.class)).isInstanceOf(StoredSessionRegistry.class);
            assertThat(application.getBean(OidcSessionRegistry.class)).isInstanceOf(StoredOidcSessionRegistry.class);
        });
    }

    @Test
    void whatTheApplicationHasOfItsOwnStandsIn() {
        web.withBean(SessionRegistry.class, SessionRegistryImpl::new)
                .withBean(OidcSessionRegistry.class, InMemoryOidcSessionRegistry::new)
                .run(application -> {
                    assertThat(application.getBean(SessionRegistry.class)).isInstanceOf(SessionRegistryImpl.class);
                    assertThat(application.getBean(OidcSessionRegistry.class))
                            .isInstanceOf(InMemoryOidcSessionRegistry.class);
                });
    }

    @Test
    void whereHttpSessionIsTheContainersOrNothingIsBoundSecurityKeepsItsOwn() {
        for (String property :
                new String[] {"coatcheck.http-session.enabled=false", "coatcheck.spring.security.enabled=false"}) {
            web.withPropertyValues(property).run(application -> {
                assertThat(application.getBean(SessionRegistry.class)).isInstanceOf(SessionRegistryImpl.class);
                assertThat(application.getBean(OidcSessionRegistry.class))
                        .isInstanceOf(InMemoryOidcSessionRegistry.class);
            });
        }
    }

    @Test
    void withoutAProviderThereIsNothingForOne() {
        web.withClassLoader(new FilteredClassLoader("org.springframework.security.oauth2"))
                .run(application -> assertThat(application)
                        .hasSingleBean(SessionRegistry.class)
                        .doesNotHaveBean("oidcSessionRegistry"));
    }

    @Test
    void withoutSecurityThereIsNothingOfIt() {
        web.withClassLoader(new FilteredClassLoader("org.springframework.security"))
                .run(application -> assertThat(application)
                        .hasNotFailed()
                        .doesNotHaveBean(CoatcheckSecurityAutoConfiguration.class));
    }

    @Test
    void whatIsNoWebApplicationHasNothingOfIt() {
        new ApplicationContextRunner()
                .withConfiguration(STARTER)
                .run(application -> assertThat(application).doesNotHaveBean(SessionRegistry.class));
    }
}

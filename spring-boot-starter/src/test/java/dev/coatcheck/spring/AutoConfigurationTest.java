package dev.coatcheck.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.coatcheck.CallObserver;
import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.EndReason;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionListener;
import dev.coatcheck.SessionManager;
import dev.coatcheck.Setting;
import dev.coatcheck.memory.MemoryDataStore;
import dev.coatcheck.servlet.CoatcheckFilter;
import dev.coatcheck.servlet.HttpSessionSettings;
import dev.coatcheck.store.DataStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@ExtendWith(OutputCaptureExtension.class)
class AutoConfigurationTest {
    private static final AutoConfigurations STARTER =
            AutoConfigurations.of(CoatcheckAutoConfiguration.class, CoatcheckWebAutoConfiguration.class);

    private final ApplicationContextRunner application = new ApplicationContextRunner().withConfiguration(STARTER);
    private final WebApplicationContextRunner webApplication =
            new WebApplicationContextRunner().withConfiguration(STARTER);

    private static FilterRegistrationBean<?> filter(ApplicationContext context) {
        return context.getBean("coatcheckFilter", FilterRegistrationBean.class);
    }

    @Test
    void anApplicationWithoutPagesHasAManagerAndNoFilter() {
        application.run(context -> assertThat(context)
                .hasSingleBean(SessionManager.class)
                .hasSingleBean(CoatcheckConfig.class)
                .doesNotHaveBean(FilterRegistrationBean.class));
    }

    @Test
    void anApplicationWithoutServletsHasAManager() {
        application
                .withClassLoader(new FilteredClassLoader("jakarta.servlet"))
                .run(context -> assertThat(context).hasSingleBean(SessionManager.class));
    }

    @Test
    void aWebApplicationHasTheFilterInFrontOfSpringSecuritys() {
        webApplication.run(context -> {
            assertThat(filter(context).getFilter()).isInstanceOf(CoatcheckFilter.class);
            // SecurityFilterProperties.DEFAULT_FILTER_ORDER
            assertThat(filter(context).getOrder()).isLessThan(-100);
            assertThat(context).hasBean("coatcheckArguments");
        });
    }

    @Test
    void listenersAndObserversThatAreBeansAreToldOfSessionsInTheirOrder() {
        application.withUserConfiguration(Listeners.class).run(context -> {
            SessionManager sessions = context.getBean(SessionManager.class);
            Session session = sessions.create();
            session.put(Key.of("name", String.class), "Ada");
            session.end();
            assertThat(context.getBean(Listeners.class).heard)
                    .contains("call CREATE", "first " + session.id(), "second " + session.id())
                    .containsSubsequence("first " + session.id(), "second " + session.id())
                    .contains("first ended " + session.id());
        });
    }

    @Configuration
    static class Listeners {
        final List<String> heard = new CopyOnWriteArrayList<>();

        /** One that uses the manager itself. */
        @Bean
        @Order(1)
        SessionListener first(SessionManager sessions) {
            return new SessionListener() {
                @Override
                public void created(String sessionId) {
                    heard.add("first "
                            + sessions.findById(sessionId).orElseThrow().id());
                }

                @Override
                public void ended(String sessionId, EndReason reason) {
                    heard.add("first ended " + sessionId);
                }
            };
        }

        @Bean
        @Order(2)
        SessionListener second() {
            return new SessionListener() {
                @Override
                public void created(String sessionId) {
                    heard.add("second " + sessionId);
                }
            };
        }

        @Bean
        CallObserver observer() {
            return call -> heard.add("call " + call.operation());
        }
    }

    @Test
    void withoutSpringMvcThereIsStillTheFilter() {
        webApplication
                .withClassLoader(new FilteredClassLoader(WebMvcConfigurer.class))
                .run(context -> assertThat(context).hasBean("coatcheckFilter").doesNotHaveBean("coatcheckArguments"));
    }

    @Test
    void attributesMayBeOfTheApplicationsOwnClassesAndOfThoseThatItNames() {
        webApplication
                .withUserConfiguration(ApplicationsPackage.class)
                .withPropertyValues("coatcheck.http-session.allow=com.example.Cart")
                .run(context -> assertThat(
                                context.getBean(CoatcheckConfig.class).get(HttpSessionSettings.ALLOW))
                        .containsExactly("com.example.Cart", "dev.coatcheck.spring.**"));
    }

    @Test
    void aPackageOfOneSegmentIsNotTheApplicationsAlone(CapturedOutput output) {
        webApplication
                .withInitializer(context ->
                        AutoConfigurationPackages.register((BeanDefinitionRegistry) context.getBeanFactory(), "org"))
                .run(context -> assertThat(
                                context.getBean(CoatcheckConfig.class).get(HttpSessionSettings.ALLOW))
                        .isEmpty());
        assertThat(output).containsOnlyOnce("package \"org\"").containsOnlyOnce("coatcheck.http-session.allow");
    }

    @Test
    void theApplicationsOwnBeansComeFirst() {
        webApplication.withUserConfiguration(Own.class).run(context -> {
            assertThat(context.getBean(CoatcheckConfig.class).get(Setting.STORE))
                    .isEqualTo("own");
            assertThat(context).hasSingleBean(SessionManager.class).doesNotHaveBean("coatcheckFilter");
        });
    }

    @Test
    void theApplicationsOwnStoreIsTheManagers() {
        application.withUserConfiguration(OwnStore.class).run(context -> {
            context.getBean(SessionManager.class).create();
            assertThat(context.getBean(DataStore.class).stats().sessions()).hasValue(1);
        });
    }

    @Test
    void theManagerIsClosedWithTheApplication() {
        application.run(context -> {
            SessionManager sessions = context.getBean(SessionManager.class);
            context.close();
            assertThatIllegalStateException().isThrownBy(sessions::create);
        });
    }

    @AutoConfigurationPackage
    static class ApplicationsPackage {}

    static class Own {
        @Bean
        CoatcheckConfig ownConfig() {
            return CoatcheckConfig.of(Map.of("coatcheck.store", "own"));
        }

        @Bean
        SessionManager ownManager(CoatcheckConfig config) {
            return new SessionManager(new MemoryDataStore(), config);
        }

        @Bean
        CoatcheckFilter ownFilter(SessionManager sessions, CoatcheckConfig config) {
            return new CoatcheckFilter(sessions, config);
        }
    }

    static class OwnStore {
        @Bean
        DataStore ownStore() {
            return new MemoryDataStore();
        }
    }
}

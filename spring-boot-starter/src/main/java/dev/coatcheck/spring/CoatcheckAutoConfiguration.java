package dev.coatcheck.spring;

import dev.coatcheck.CallObserver;
import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.SessionListener;
import dev.coatcheck.SessionManager;
import dev.coatcheck.servlet.HttpSessionSettings;
import dev.coatcheck.store.DataStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.devtools.restart.ConditionalOnInitializedRestarter;
import org.springframework.boot.devtools.restart.Restarter;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * A {@link SessionManager} by {@code coatcheck.*} in Spring's environment, or on the application's own {@link
 * DataStore}. It is closed when the last request is answered.
 */
@AutoConfiguration
public final class CoatcheckAutoConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(CoatcheckAutoConfiguration.class);

    CoatcheckAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    CoatcheckConfig coatcheckConfig(
            Environment environment, ObjectProvider<CoatcheckRedisConnectionDetails> redis, BeanFactory beans) {
        EnvironmentSettings settings =
                new EnvironmentSettings(environment).orElse(HttpSessionSettings.ENABLED.key(), "true");
        if (AutoConfigurationPackages.has(beans)) {
            AutoConfigurationPackages.get(beans).forEach(name -> allow(name, settings));
        }
        if (settings.isStore("redis")) {
            redis.ifAvailable(details -> settings.replace("coatcheck.redis.url", details.url()));
        }
        return settings.check();
    }

    /** An attribute of the application's own classes needs no setting; below {@code com} are everybody's. */
    private static void allow(String applicationsPackage, EnvironmentSettings settings) {
        if (applicationsPackage.contains(".")) {
            settings.append(HttpSessionSettings.ALLOW.key(), applicationsPackage + ".**");
        } else {
            LOG.warn(
                    "The application is in the package \"{}\", which is not its own alone: no attribute of HttpSession"
                            + " may be of its classes but of those that {} names",
                    applicationsPackage,
                    HttpSessionSettings.ALLOW.key());
        }
    }

    @Bean
    @ConditionalOnMissingBean
    SessionManager sessionManager(
            CoatcheckConfig config, ObjectProvider<DataStore> ownStore, ObjectProvider<DevToolsRestart> restart) {
        DataStore own = ownStore.getIfAvailable();
        if (own != null) {
            return new SessionManager(own, config);
        }
        DevToolsRestart keeper = restart.getIfAvailable();
        return keeper != null && DevToolsRestart.isFor(config)
                ? new SessionManager(keeper.memoryStore(config), config)
                : SessionManager.open(config);
    }

    /** When all of them are there: a listener may use the manager itself. */
    @Bean
    static SmartInitializingSingleton coatcheckListeners(
            ObjectProvider<SessionManager> sessions,
            ObjectProvider<SessionListener> listeners,
            ObjectProvider<CallObserver> observers) {
        return () -> sessions.ifUnique(manager -> {
            listeners.orderedStream().forEach(manager::addListener);
            observers.orderedStream().forEach(manager::addObserver);
        });
    }

    /** With Boot's health endpoint. By default it is part of the whole, and of neither liveness nor readiness. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
    @ConditionalOnEnabledHealthIndicator("coatcheck")
    static final class Health {
        @Bean
        @ConditionalOnMissingBean(name = "coatcheckHealthIndicator")
        StoreHealthIndicator coatcheckHealthIndicator(SessionManager sessions) {
            return new StoreHealthIndicator(sessions);
        }
    }

    /** Where DevTools restarts the application. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Restarter.class)
    @ConditionalOnInitializedRestarter
    static final class DevTools {
        @Bean
        DevToolsRestart devToolsRestart() {
            return new DevToolsRestart(Restarter.getInstance());
        }
    }
}

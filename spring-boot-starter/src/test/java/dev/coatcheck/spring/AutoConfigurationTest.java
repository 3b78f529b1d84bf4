package dev.coatcheck.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.SessionManager;
import dev.coatcheck.servlet.CoatcheckFilter;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;

class AutoConfigurationTest {
    private static final AutoConfigurations STARTER = AutoConfigurations.of(CoatcheckAutoConfiguration.class);

    @Test
    void anApplicationHasASessionManager() {
        new ApplicationContextRunner()
                .withConfiguration(STARTER)
                .run(application -> assertThat(application)
                        .hasSingleBean(SessionManager.class)
                        .doesNotHaveBean(FilterRegistrationBean.class));
    }

    @Test
    void aWebApplicationHasTheFilterAsWell() {
        new WebApplicationContextRunner()
                .withConfiguration(STARTER)
                .run(application -> assertThat(application
                                .getBean(FilterRegistrationBean.class)
                                .getFilter())
                        .isInstanceOf(CoatcheckFilter.class));
    }
}

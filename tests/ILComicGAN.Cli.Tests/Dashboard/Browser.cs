using PuppeteerSharp;

namespace ILComicGAN.Cli.Tests.Dashboard;

/// <summary>Headless Chromium, where it is installed; one for all tests of the assembly.</summary>
internal static class Browser
{
    private static readonly string[] s_places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>Starts it; where there is none, the test ends with this reason.</summary>
    public static async Task<IBrowser> Start()
    {
        string? program = s_places.FirstOrDefault(File.Exists);
        if (program is null)
        {
            Oracle.Missing("chromium", $"no browser on this machine: there is none of {string.Join(", ", s_places)} (Debian: chromium)");
        }

        return await Puppeteer.LaunchAsync(new LaunchOptions
        {
            ExecutablePath = program,
            Headless = true,
            // Pages of the test's own on this machine; root and containers cannot have the sandbox, and nothing outside is to be reached.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
            Timeout = 180_000,
        });
    }

    /// <summary>A new page, with patience for machines that do much else at the time.</summary>
    public static async Task<IPage> Open(this IBrowser browser)
    {
        IPage page = await browser.NewPageAsync();
        page.DefaultTimeout = page.DefaultNavigationTimeout = 180_000;
        return page;
    }

    /// <summary>Where pictures of pages go that a person should look at; null to keep none.</summary>
    public static string? Screenshots => Environment.GetEnvironmentVariable("ILCOMICGAN_SCREENSHOTS");
}

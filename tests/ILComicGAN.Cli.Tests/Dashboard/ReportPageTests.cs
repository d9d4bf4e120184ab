using ILComicGAN.Training.Runs;
using ILComicGAN.Training.Runs.Reports;
using PuppeteerSharp;
using PuppeteerSharp.Media;

namespace ILComicGAN.Cli.Tests.Dashboard;

/// <summary>The report in a real browser: what it draws, what it asks for, and whether it fits.</summary>
[NonParallelizable]
public sealed class ReportPageTests
{
    private TemporaryFolder _folder = null!;
    private IBrowser _browser = null!;
    private SyntheticRun _run = null!;
    private string _report = "";

    [OneTimeSetUp]
    public async Task OpenBrowser()
    {
        _folder = new TemporaryFolder();
        _browser = await Browser.Start();
        _run = new SyntheticRun(_folder.File("ink-wash"), totalSteps: 3000, startSteps: 400, seed: 12);
        _run.Begin();
        _run.Say("The picture 'photos/0143.jpg' is broken. It is left out of the training.");
        for (int step = 0; step <= 3000; step += 10)
        {
            if (step > 0)
            {
                _run.Log(step);
            }

            if (step % 300 == 0)
            {
                _run.Sheet(step, size: 128);
                _run.Save(step);
            }

            if (step == 1500)
            {
                _run.End(complete: false, 1500);
                _run.Begin(1500);
            }
        }

        _run.End(complete: true, 3000);
        RunReader reader = new(_run.Folder);
        reader.Refresh();
        _report = _run.Folder.Report;
        ReportPage.Write(reader, running: false, _report);
    }

    [OneTimeTearDown]
    public async Task CloseBrowser()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _folder.Dispose();
    }

    [TestCase(1280, 900, "light")]
    [TestCase(1280, 900, "dark")]
    [TestCase(390, 844, "light")]
    [TestCase(390, 844, "dark")]
    public async Task ShowsTheRun(int width, int height, string scheme)
    {
        (IPage page, List<string> requests, List<string> complaints) = await Open(width, height, scheme);
        await using IPage closing = page;
        Assert.That(complaints, Is.Empty);
        Assert.That(requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal)), Is.EqualTo(new[] { new Uri(_report).AbsoluteUri }), "nothing but the file itself");
        Assert.That(await page.GetTitleAsync(), Is.EqualTo("3000 / 3000 · ink-wash"));
        Assert.That(await Text(page, "#state"), Is.EqualTo("Complete"));
        Assert.That(await Text(page, "#tiles"), Does.Contain("3,000 of 3,000").And.Contain("1.86 GiB"));
        Assert.That(await page.EvaluateExpressionAsync<int>("document.querySelectorAll('#loss-charts figure:not([hidden])').length"), Is.EqualTo(10));
        Assert.That(await page.EvaluateExpressionAsync<int>("document.querySelectorAll('#cost-charts figure:not([hidden])').length"), Is.EqualTo(3));
        Assert.That(await page.EvaluateExpressionAsync<bool>("[...document.querySelectorAll('figure:not([hidden]) path.smooth')].every(path => path.getTotalLength() > 50)"), Is.True, "every curve has a length");
        Assert.That(await page.EvaluateExpressionAsync<int>("document.querySelectorAll('#lin-map rect').length"), Is.GreaterThan(100));
        Assert.That(await page.EvaluateExpressionAsync<int>("document.querySelectorAll('#loss-charts .resumed').length"), Is.EqualTo(10), "where it was resumed");
        Assert.That(await page.EvaluateExpressionAsync<int>("document.getElementById('sheet').naturalWidth"), Is.EqualTo(532));
        Assert.That(await Text(page, "#settings"), Does.Contain("generatorLearningRate").And.Contain("weights.content"));
        Assert.That(await Text(page, "#story"), Does.Contain("Resumed after step 1500").And.Contain("0143.jpg"));
        Assert.That(await page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(width), "nothing sticks out");

        // WCAG's contrast of 4.5 between every text and what is under it.
        string[] faint = await page.EvaluateFunctionAsync<string[]>(
            """
            () => {
              const luminance = color => {
                const [r, g, b] = color.match(/[\d.]+/g).map(Number).map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const ground = element => {
                for (let e = element; e; e = e.parentElement) {
                  const color = getComputedStyle(e).backgroundColor;
                  if (!color.startsWith('rgba(') && color !== 'transparent') return color;
                }
                return 'rgb(255, 255, 255)';
              };
              return [...document.querySelectorAll('h1, h2, h3, p, dt, dd, th, td, label, output, button, summary, figcaption span, time, svg text, small')]
                .filter(e => e.textContent.trim() && e.getClientRects().length > 0 && !e.classList.contains('skip'))
                .filter(e => {
                  const style = getComputedStyle(e);
                  const [a, b] = [luminance(e instanceof SVGElement ? style.fill : style.color), luminance(ground(e))];
                  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
                })
                .map(e => `${e.tagName} ${e.className} ${e.textContent.slice(0, 40)}`);
            }
            """);
        Assert.That(faint, Is.Empty, "text that is hard to read");
        string[] nameless = await page.EvaluateFunctionAsync<string[]>(
            "() => [...document.querySelectorAll('button, input, img, svg[role=img], [role=progressbar]')].filter(e => e.getClientRects().length > 0 && !(e.getAttribute('aria-label') || e.alt || e.textContent.trim() || e.labels?.length)).map(e => e.outerHTML.slice(0, 80))");
        Assert.That(nameless, Is.Empty, "what a screen reader cannot name");
        if (Browser.Screenshots is { } folder)
        {
            Directory.CreateDirectory(folder);
            await page.ScreenshotAsync(Path.Combine(folder, $"report-{width}-{scheme}.png"), new ScreenshotOptions { FullPage = true });
        }
    }

    [Test]
    public async Task ItsControlsWork()
    {
        (IPage page, _, List<string> complaints) = await Open(1000, 900, "light");
        await using IPage closing = page;
        const string Curve = "document.querySelector('#loss-charts path.smooth').getAttribute('d')";
        string before = await page.EvaluateExpressionAsync<string>(Curve);
        await page.EvaluateExpressionAsync("(s => { s.value = 0.98; s.dispatchEvent(new Event('input', { bubbles: true })); })(document.getElementById('smoothing'))");
        string smoother = await page.EvaluateExpressionAsync<string>(Curve);
        Assert.That(smoother, Is.Not.EqualTo(before));
        await page.ClickAsync("#logarithmic");
        Assert.That(await page.EvaluateExpressionAsync<string>(Curve), Is.Not.EqualTo(smoother));

        // Pictures: the last one at first; back by button, to the begin by key, and over all of them by itself.
        Assert.That(await Text(page, "#when"), Is.EqualTo("step 3,000"));
        string last = await page.EvaluateExpressionAsync<string>("document.getElementById('sheet').src");
        await page.ClickAsync("#before");
        Assert.That(await Text(page, "#when"), Is.EqualTo("step 2,700"));
        Assert.That(await page.EvaluateExpressionAsync<string>("document.getElementById('sheet').src"), Is.Not.EqualTo(last));
        await page.FocusAsync("#time");
        await page.Keyboard.PressAsync("Home");
        Assert.That(await Text(page, "#when"), Is.EqualTo("step 0"));
        Assert.That(await page.EvaluateExpressionAsync<string>("document.getElementById('sheet').alt"), Does.Contain("after step 0"));
        await page.Keyboard.PressAsync("End");
        await page.ClickAsync("#first");
        Assert.That(await Text(page, "#when"), Is.EqualTo("step 0"));
        await page.ClickAsync("#first");
        await page.ClickAsync("#play");
        Assert.That(await Text(page, "#when"), Is.EqualTo("step 0"), "playing begins at the begin");
        await page.WaitForFunctionAsync("() => document.getElementById('when').textContent === 'step 600'");
        await page.ClickAsync("#play");

        // The same step in all curves at once, by mouse and by keyboard.
        await page.HoverAsync("#loss-charts figure svg");
        Assert.That(await page.EvaluateExpressionAsync<int>("new Set([...document.querySelectorAll('figure.card:not(.heat):not([hidden]) output')].map(o => o.textContent.match(/step [\\d,]+/)?.[0])).size"), Is.EqualTo(1));
        await page.FocusAsync("#loss-charts figure svg");
        string at = await Text(page, "#loss-charts output");
        await page.Keyboard.PressAsync("ArrowLeft");
        Assert.That(await Text(page, "#loss-charts output"), Is.Not.EqualTo(at));
        Assert.That(complaints, Is.Empty);
    }

    private async Task<(IPage Page, List<string> Requests, List<string> Complaints)> Open(int width, int height, string scheme)
    {
        IPage page = await _browser.Open();
        List<string> requests = [], complaints = [];
        page.Request += (_, e) => requests.Add(e.Request.Url);
        page.Console += (_, e) => complaints.Add(e.Message.Text);
        page.PageError += (_, e) => complaints.Add(e.Message);
        await page.SetViewportAsync(new ViewPortOptions { Width = width, Height = height, DeviceScaleFactor = 1 });
        await page.EmulateMediaFeaturesAsync([new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = scheme }]);
        await page.GoToAsync(new Uri(_report).AbsoluteUri, new NavigationOptions { WaitUntil = [WaitUntilNavigation.Load] });
        await page.WaitForFunctionAsync("() => document.getElementById('sheet').naturalWidth > 0 && document.querySelector('path.smooth')");
        return (page, requests, complaints);
    }

    private static Task<string> Text(IPage page, string selector) =>
        page.EvaluateFunctionAsync<string>("selector => document.querySelector(selector).textContent", selector);
}

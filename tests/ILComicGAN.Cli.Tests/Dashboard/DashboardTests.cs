using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using PuppeteerSharp;

namespace ILComicGAN.Cli.Tests.Dashboard;

/// <summary>The dashboard as the program serves it: to this machine only, and to a real browser.</summary>
[NonParallelizable]
public sealed class DashboardTests
{
    private TemporaryFolder _folder = null!;
    private SyntheticRun _run = null!;

    [SetUp]
    public void MakeRun()
    {
        _folder = new TemporaryFolder();
        _run = new SyntheticRun(_folder.File("run"), totalSteps: 100, startSteps: 3, seed: 5);
        _run.Begin();
        _run.Sheet(0);
        for (int step = 1; step <= 10; step++)
        {
            _run.Log(step);
        }
    }

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public async Task ServesTheRunToThisMachineOnly()
    {
        using Served served = Served.Start("report", _run.Folder.Path, "--serve", "0");
        using HttpClient client = new() { BaseAddress = served.Address };
        HttpResponseMessage page = await client.GetAsync("");
        Assert.That(page.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(page.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(new[] { "nosniff" }));
        Assert.That(page.Headers.GetValues("Cross-Origin-Resource-Policy"), Is.EqualTo(new[] { "same-origin" }));
        Assert.That(await client.GetByteArrayAsync("sheets/0.jpg"), Is.EqualTo(File.ReadAllBytes(_run.Folder.Sheet(0))));
        Assert.That(await client.GetStringAsync("report.html"), Does.Contain("data:image/jpeg;base64,"));

        // Only what is new, where the page says what it has.
        JsonElement whole = JsonDocument.Parse(await client.GetStringAsync("run.json")).RootElement;
        Assert.That(whole.GetProperty("steps").GetArrayLength(), Is.EqualTo(10));
        _run.Log(11);
        string have = $"run.json?generation={whole.GetProperty("generation")}&lines={whole.GetProperty("lines")}&entries={whole.GetProperty("entries")}";
        JsonElement news = JsonDocument.Parse(await client.GetStringAsync(have)).RootElement;
        Assert.That(news.GetProperty("whole").GetBoolean(), Is.False);
        Assert.That(news.GetProperty("steps").EnumerateArray().Select(step => step.GetInt32()), Is.EqualTo(new[] { 11 }));

        // Loopback only: the port is not open on the machine's other addresses.
        foreach (IPAddress other in (await Dns.GetHostAddressesAsync(Dns.GetHostName())).Where(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address)))
        {
            using TcpClient outside = new();
            Assert.That(async () => await outside.ConnectAsync(other, served.Address.Port), Throws.InstanceOf<SocketException>(), other.ToString());
        }

        // A name of another's that points here (DNS rebinding), paths that lead out, and anything that is not reading.
        Assert.That(Status(served, "GET / HTTP/1.1\r\nHost: attacker.example\r\n"), Is.EqualTo(400));
        Assert.That(Status(served, "GET /run.json HTTP/1.1\r\nHost: attacker.example:8750\r\n"), Is.EqualTo(400));
        Assert.That(Status(served, "GET / HTTP/1.0\r\n"), Is.EqualTo(400), "no name at all");
        Assert.That(Status(served, "GET / HTTP/1.1\r\nHost: localhost\r\n"), Is.EqualTo(200));
        foreach (string path in new[]
        {
            "/settings.json", "/../settings.json", "/sheets/../settings.json", "/sheets/..%2f..%2fsettings.json", "/sheets/%2e%2e/settings.json", "/sheets/-1.jpg",
            "/sheets/+0.jpg", "/sheets/0.jpg/", "/sheets//0.jpg", "/sheets/999999999999.jpg", "/sheets/0%00.jpg", "/checkpoint.safetensors", "/etc/passwd", "//etc/passwd", "/sheets/",
        })
        {
            Assert.That(Status(served, $"GET {path} HTTP/1.1\r\nHost: localhost\r\n"), Is.AnyOf(400, 404), path);
        }

        foreach (string method in new[] { "POST", "PUT", "DELETE", "OPTIONS", "PATCH" })
        {
            Assert.That(Status(served, $"{method} / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"), Is.EqualTo(405), method);
        }

        Assert.That(Status(served, "HEAD / HTTP/1.1\r\nHost: localhost\r\n"), Is.EqualTo(200));
    }

    [Test]
    public void WithoutTheTokenThereIsNothing()
    {
        using Served served = Served.Start("report", _run.Folder.Path, "--serve", "0");
        string token = served.Address.AbsolutePath;
        string wrong = token[..^2] + (token[^2] == '0' ? "1/" : "0/");
        foreach (string root in new[] { "/", "//", wrong, token.ToUpperInvariant()[..^1] + "x/", "/0/" })
        {
            foreach (string path in new[] { "/", "/run.json", "/report.html", "/sheets/0.jpg" })
            {
                Assert.That(Status(served, $"GET {path} HTTP/1.1\r\nHost: localhost\r\n", root), Is.AnyOf(400, 404), root + path);
            }
        }

        Assert.That(Status(served, "GET /run.json HTTP/1.1\r\nHost: localhost\r\n"), Is.EqualTo(200));
    }

    [Test]
    public async Task ConnectionsThatSayNothingKeepNobodyOut()
    {
        using Served served = Served.Start("report", _run.Folder.Path, "--serve", "0");
        List<TcpClient> silent = [];
        try
        {
            for (int i = 0; i < 1000; i++)
            {
                TcpClient client = new();
                silent.Add(client);
                await client.ConnectAsync(IPAddress.Loopback, served.Address.Port);
                await client.GetStream().WriteAsync("GET /"u8.ToArray());
            }

            using HttpClient browser = new() { BaseAddress = served.Address, Timeout = TimeSpan.FromSeconds(10) };
            Assert.That(await browser.GetStringAsync("run.json"), Does.Contain("\"steps\""));
        }
        finally
        {
            silent.ForEach(client => client.Dispose());
        }
    }

    [Test]
    [Platform("Linux")]
    public async Task ALinkAmongTheSheetsIsNotServed()
    {
        string secret = _folder.File("secret");
        File.WriteAllText(secret, "a key");
        File.CreateSymbolicLink(_run.Folder.Sheet(4), secret);
        using Served served = Served.Start("report", _run.Folder.Path, "--serve", "0");
        using HttpClient client = new() { BaseAddress = served.Address };
        Assert.That((await client.GetAsync("sheets/4.jpg")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await client.GetAsync("sheets/0.jpg")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        JsonElement run = JsonDocument.Parse(await client.GetStringAsync("run.json")).RootElement;
        Assert.That(run.GetProperty("sheets").EnumerateArray().Select(sheet => sheet.GetInt32()), Is.EqualTo(new[] { 0 }));
    }

    [Test]
    public void APortInUseIsOneSentence()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        string port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (string[] command in new[]
        {
            new[] { "report", _run.Folder.Path, "--serve", port },
            ["train", "--photos", _folder.Path, "--style", _folder.Path, "--perceptual", "random", "--out", _folder.File("new"), "--dashboard", port],
        })
        {
            Result result = RunningProgram.Run(command);
            Assert.That(result.Code, Is.EqualTo(2));
            Assert.That(result.Error.Trim(), Is.EqualTo($"Another program listens on port {port}; name another one for the dashboard, or 0 for any free one."));
        }

        Assert.That(Directory.Exists(_folder.File("new")), Is.False, "nothing was begun");
    }

    [Test]
    public void WhatIsNoRunIsOneSentence()
    {
        (string Says, string[] Arguments)[] mistakes =
        [
            ("holds no run", ["report", Directory.CreateDirectory(_folder.File("empty")).FullName]),
            ("There is no folder", ["report", _folder.File("none")]),
            ("exclude each other", ["report", _run.Folder.Path, "--serve", "0", "-o", "x.html"]),
            ("is no port", ["report", _run.Folder.Path, "--serve", "70000"]),
        ];
        foreach ((string says, string[] arguments) in mistakes)
        {
            Result result = RunningProgram.Run(arguments);
            Assert.That(result.Code, Is.EqualTo(2), result.Error);
            Assert.That(result.Error.Trim(), Does.Contain(says).And.Not.Contain("\n"));
        }
    }

    [Test]
    public void TheReportCommandWritesOneFile()
    {
        string file = _folder.File("page.html");
        Result result = RunningProgram.Run("report", _run.Folder.Path, "-o", file);
        Assert.That((result.Code, result.Output.Trim(), result.Error), Is.EqualTo((0, file, "")));
        Assert.That(File.ReadAllText(file), Does.Contain("\"state\":\"open\""));
        Assert.That(Directory.GetFiles(_folder.Path), Is.EqualTo(new[] { file }));
    }

    [Test]
    public void BrokenLinesAreCountedInASentence()
    {
        File.AppendAllText(_run.Folder.Log, "{}\n{\"step\": 1e400}\nnonsense\n{\"step\":11,\"totalSteps\":100,\"phase\":null}\n");
        File.AppendAllText(_run.Folder.Log, """{"step":11,"totalSteps":100,"phase":"gan","content":1e400,"secondsLeft":1e400,"imagesPerSecond":1e400}""" + "\n");
        File.AppendAllText(_run.Folder.Journal, """{"time":"2026-01-01T00:00:00Z","kind":99,"step":1}""" + "\n");
        File.WriteAllText(_run.Folder.SettingsFile, """{ "bacth": 3 }""");
        Result result = RunningProgram.Run("report", _run.Folder.Path);
        Assert.That(result.Code, Is.Zero, result.Error);
        Assert.That(result.Error.Trim().Split('\n'), Has.Length.EqualTo(3));
        Assert.That(result.Error, Does.Contain("4 of 15 lines").And.Contain("1 of 3 lines").And.Contain("did you mean 'batch'?").And.Not.Contain("   at "));

        string nothing = Directory.CreateDirectory(_folder.File("nothing")).FullName;
        File.WriteAllText(Path.Combine(nothing, "log.jsonl"), "nonsense\n");
        result = RunningProgram.Run("report", nothing);
        Assert.That(result.Code, Is.EqualTo(2));
        Assert.That(result.Error.Trim(), Does.StartWith("Nothing of the run").And.Contain("1 of 1 lines").And.Not.Contain("\n"));
    }

    /// <summary>Training with a dashboard: a page that is open sees the run begin, go on and end, and the server ends with it.</summary>
    [Test]
    public async Task ABrowserSeesTheRunWhileItTrains()
    {
        await using IBrowser browser = await Browser.Start();
        string photos = TestPictures.Folder(_folder, "photos", 3, 1);
        string style = TestPictures.Folder(_folder, "style", 2, 50);
        string run = _folder.File("trained");
        using Served served = Served.Start(
            "train", "--photos", photos, "--style", style, "--perceptual", "random", "--out", run, "--size", "32", "--batch", "1",
            "--steps", "400", "--start-steps", "2", "--sheet-every", "4", "--save-every", "4", "--log-every", "1", "--dashboard", "0");
        IPage page = await browser.Open();
        List<string> complaints = [];
        page.PageError += (_, e) => complaints.Add(e.Message);
        await page.GoToAsync(served.Address.AbsoluteUri);
        await page.WaitForFunctionAsync("() => document.getElementById('state').textContent === 'Training' && document.querySelectorAll('#loss-charts figure:not([hidden])').length === 10");
        int before = await Step(page);
        await page.WaitForFunctionAsync($"() => Number(document.getElementById('track').getAttribute('aria-valuenow')) > {before + 1} && document.getElementById('sheet').naturalWidth > 0");
        if (Browser.Screenshots is { } folder)
        {
            Directory.CreateDirectory(folder);
            await page.SetViewportAsync(new ViewPortOptions { Width = 1280, Height = 900 });
            await page.ScreenshotAsync(Path.Combine(folder, "dashboard-live.png"), new ScreenshotOptions { FullPage = true });
        }

        served.Terminate();
        await page.WaitForFunctionAsync("() => document.getElementById('state').textContent.startsWith('Stopped')");
        Result result = served.Finish();
        Assert.That(result.Code, Is.Zero, result.Error);
        Assert.That(complaints, Is.Empty);
        using TcpClient gone = new();
        Assert.That(async () => await gone.ConnectAsync(IPAddress.Loopback, served.Address.Port), Throws.InstanceOf<SocketException>());
        Assert.That(File.ReadAllText(Path.Combine(run, "report.html")), Does.Contain("\"state\":\"stopped\""));
        Assert.That(Directory.GetFiles(Path.Combine(run, "tensorboard")), Has.Length.EqualTo(1));
    }

    /// <summary>A run folder from somebody else may be called anything, and its journal say anything.</summary>
    [Test]
    [Platform("Linux,MacOsX")]
    public async Task HostileNamesAreTextInABrowser()
    {
        await using IBrowser browser = await Browser.Start();
        SyntheticRun run = new(_folder.File("a<img src=x onerror=alert(1)>\u202Egpj"), totalSteps: 10, startSteps: 2, seed: 6);
        run.Begin();
        run.Log(1);
        run.Say("<script>alert(2)</script>\u202E\u0000");
        File.WriteAllText(run.Folder.SettingsFile, """{ "<b>x</b>": { "</script>": "<img src=x onerror=alert(3)>" } }""");
        using Served served = Served.Start("report", run.Folder.Path, "--serve", "0");
        IPage page = await browser.Open();
        List<string> complaints = [];
        page.PageError += (_, e) => complaints.Add(e.Message);
        page.Dialog += (_, e) => complaints.Add(e.Dialog.Message);
        await page.GoToAsync(served.Address.AbsoluteUri);
        await page.WaitForFunctionAsync("() => document.getElementById('track').getAttribute('aria-valuenow') === '1'");
        string text = await page.EvaluateExpressionAsync<string>("document.body.innerText");
        Assert.That(text, Does.Contain("a<img src=x onerror=alert(1)>\\u202Egpj").And.Contain("<script>alert(2)</script>\\u202E\\u0000").And.Contain("onerror=alert(3)"));
        Assert.That(text, Does.Not.Contain("\u202E"));
        Assert.That(await page.EvaluateExpressionAsync<int>("document.querySelectorAll('img[src=x], b > script').length"), Is.Zero);
        Assert.That(complaints, Is.Empty);
    }

    [Test]
    public async Task APageWhoseServerIsGoneSaysSo()
    {
        await using IBrowser browser = await Browser.Start();
        using Served served = Served.Start("report", _run.Folder.Path, "--serve", "0");
        IPage page = await browser.Open();
        await page.GoToAsync(served.Address.AbsoluteUri);
        await page.WaitForFunctionAsync("() => document.getElementById('state').textContent === 'No end recorded'");
        // Another process goes on with the run; this page follows it.
        _run.Log(12);
        await page.WaitForFunctionAsync("() => document.getElementById('track').getAttribute('aria-valuenow') === '12'");
        served.Terminate();
        Assert.That(served.Finish().Code, Is.Zero);
        await page.WaitForFunctionAsync("() => document.getElementById('state').textContent === 'Connection lost'");
    }

    private static Task<int> Step(IPage page) => page.EvaluateExpressionAsync<int>("Number(document.getElementById('track').getAttribute('aria-valuenow'))");

    /// <summary>The status of a request that is sent as it is, which no client library would send.</summary>
    private static int Status(Served served, string request, string? root = null)
    {
        using TcpClient client = new();
        client.Connect(IPAddress.Loopback, served.Address.Port);
        using NetworkStream stream = client.GetStream();
        string[] parts = request.Split(" /", 2);
        stream.Write(Encoding.ASCII.GetBytes(parts[0] + " " + (root ?? served.Address.AbsolutePath) + parts[1] + "Connection: close\r\n\r\n"));
        using StreamReader reader = new(stream, Encoding.ASCII);
        return int.Parse(reader.ReadLine()!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The program, serving a dashboard.</summary>
    private sealed class Served : IDisposable
    {
        private readonly Process _process;
        private readonly Task<string> _error;
        private readonly Task<string> _output;

        private Served(Process process, Uri address)
        {
            (_process, Address) = (process, address);
            _error = process.StandardError.ReadToEndAsync();
            _output = process.StandardOutput.ReadToEndAsync();
        }

        public Uri Address { get; }

        public static Served Start(params string[] arguments)
        {
            Process process = RunningProgram.Start(arguments);
            string? line = process.StandardError.ReadLine();
            Match address = Regex.Match(line ?? "", "^Dashboard: (http://127\\.0\\.0\\.1:[0-9]+/[0-9a-f]{32}/)$");
            if (!address.Success)
            {
                process.Kill();
                Assert.Fail($"no dashboard but: {line}");
            }

            return new Served(process, new Uri(address.Groups[1].Value));
        }

        /// <summary>Asks it to stop, as a shutdown does.</summary>
        public void Terminate()
        {
            using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        }

        public Result Finish()
        {
            _process.WaitForExit();
            return new Result(_process.ExitCode, _output.Result, _error.Result);
        }

        public void Dispose()
        {
            if (!_process.HasExited)
            {
                _process.Kill();
                _process.WaitForExit();
            }

            _process.Dispose();
        }
    }
}

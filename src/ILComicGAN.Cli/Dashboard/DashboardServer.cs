using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using ILComicGAN.Files;
using ILComicGAN.Training.Runs;
using ILComicGAN.Training.Runs.Reports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ILComicGAN.Cli.Dashboard;

/// <summary>
/// Serves the page of one run to browsers on this machine. It follows the run's files, so the run may be this process',
/// another's, or finished. It listens on the loopback address only, answers only to that address' names (a page from
/// elsewhere that points its own name here is refused), reads only, and opens no file by a name that it was sent. Its
/// address has a token in it, which other users of this machine do not know.
/// </summary>
internal sealed class DashboardServer : IDisposable
{
    public const int DefaultPort = 8750;

    /// <summary>How long to wait for an open page, which polls every two seconds, to receive the end of the run.</summary>
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(3);

    private const int MaxConnections = 4096;
    private const int TokenBytes = 16;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly string _root = $"/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes))}/";
    private readonly WebApplication _web;
    private readonly RunReader _run;
    private readonly bool _running;
    private readonly Lock _reading = new();
    private readonly ManualResetEventSlim _endWasTold = new();
    private DateTime _lastAsked;

    private DashboardServer(RunFolder folder, int port, bool running)
    {
        (_run, _running) = (new RunReader(folder), running);
        // An empty builder: no settings file or variable of the machine can make it listen elsewhere, and Ctrl-C stays the run's.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
            // Connections that say nothing are closed, and until then too few to keep a browser out.
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.RequestHeadersTimeout = s_patience;
            kestrel.Limits.KeepAliveTimeout = s_patience;
            kestrel.Limits.MaxRequestBodySize = 0;
        });
        builder.Services.AddHostFiltering(filter =>
        {
            filter.AllowedHosts = ["localhost", "127.0.0.1"];
            filter.AllowEmptyHosts = false;
        });
        _web = builder.Build();
        _web.UseHostFiltering();
        _web.Run(Answer);
    }

    /// <summary>Where a browser finds the page.</summary>
    public string Address => _web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + _root;

    /// <summary>Starts to serve a run, and says where.</summary>
    /// <param name="folder">The run's folder, which need not exist yet.</param>
    /// <param name="port">The port; 0 for any free one.</param>
    /// <param name="running">Whether this process trains the run.</param>
    /// <exception cref="UsageException">The port cannot be had.</exception>
    public static DashboardServer Start(RunFolder folder, int port, bool running)
    {
        if (port is < 0 or > IPEndPoint.MaxPort)
        {
            throw new UsageException($"{port} is no port; give one from 1 to {IPEndPoint.MaxPort}, or 0 for any free one.");
        }

        DashboardServer server = new(folder, port, running);
        try
        {
            server._web.StartAsync().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            ((IDisposable)server._web).Dispose();
            throw new UsageException(e.InnerException is AddressInUseException
                ? $"Another program listens on port {port}; name another one for the dashboard, or 0 for any free one."
                : $"The dashboard cannot listen on port {port}: {e.Message}");
        }

        Console.Error.WriteLine($"Dashboard: {server.Address}");
        return server;
    }

    /// <summary>Stops serving, after an open page has received the end of the run.</summary>
    public void Dispose()
    {
        if (_running && DateTime.UtcNow - _lastAsked < s_farewell)
        {
            _endWasTold.Wait(s_farewell);
        }

        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(1));
        _web.StopAsync(patience.Token).GetAwaiter().GetResult();
        ((IDisposable)_web).Dispose();
        _endWasTold.Dispose();
    }

    private Task Answer(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            return Refuse(context, StatusCodes.Status405MethodNotAllowed);
        }

        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers.XFrameOptions = "DENY";
        try
        {
            // As long for a wrong token as for the right one: it cannot be found letter by letter.
            string path = context.Request.Path.Value ?? "";
            byte[] asked = Encoding.UTF8.GetBytes(path.Length >= _root.Length ? path[.._root.Length] : path);
            if (!CryptographicOperations.FixedTimeEquals(asked, Encoding.UTF8.GetBytes(_root)))
            {
                return Refuse(context, StatusCodes.Status404NotFound);
            }

            return path[_root.Length..] switch
            {
                "" => Send(context, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(ReportPage.Live(_run.Name))),
                "run.json" => Send(context, "application/json", Data(context.Request.Query)),
                "report.html" => Send(context, "text/html; charset=utf-8", Report()),
                string name when Sheet(name) is { } file => Send(context, "image/jpeg", InputFile.ReadAllBytes(file), cache: true),
                _ => Refuse(context, StatusCodes.Status404NotFound),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file that is being replaced: the page asks again.
            return Refuse(context, StatusCodes.Status503ServiceUnavailable);
        }
    }

    private byte[] Data(IQueryCollection query)
    {
        lock (_reading)
        {
            _run.Refresh();
            PageData data = PageData.Of(_run, _running, Number(query, "generation", -1), Number(query, "lines", 0), Number(query, "entries", 0));
            _lastAsked = DateTime.UtcNow;
            if (data.State is RunState.Complete or RunState.Stopped or RunState.Failed)
            {
                _endWasTold.Set();
            }
            else
            {
                // Until a resumed run begins, its journal still shows the former end.
                _endWasTold.Reset();
            }

            return data.ToJson();
        }
    }

    private byte[] Report()
    {
        lock (_reading)
        {
            _run.Refresh();
            return Encoding.UTF8.GetBytes(ReportPage.Report(_run, _running));
        }
    }

    /// <summary>The sheet that a path asks for: of it only a number is used.</summary>
    private string? Sheet(string path) =>
        path.StartsWith("sheets/", StringComparison.Ordinal) && path.EndsWith(".jpg", StringComparison.Ordinal)
        && int.TryParse(path["sheets/".Length..^".jpg".Length], NumberStyles.None, CultureInfo.InvariantCulture, out int step)
        && _run.Folder.HasSheet(step)
            ? _run.Folder.Sheet(step)
            : null;

    private static int Number(IQueryCollection query, string name, int otherwise) =>
        int.TryParse(query[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= 0 ? value : otherwise;

    private static Task Send(HttpContext context, string type, byte[] body, bool cache = false)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        context.Response.Headers.CacheControl = cache ? "max-age=3600" : "no-store";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(body).AsTask();
    }

    private static Task Refuse(HttpContext context, int code)
    {
        context.Response.StatusCode = code;
        return Task.CompletedTask;
    }
}

using System.ComponentModel;
using System.Diagnostics;

namespace ILComicGAN.Tests.Shared;

/// <summary>
/// A film that ffmpeg makes of the sample photos and its own sources: nine scenes of 34 seconds, with bars above and below.
/// </summary>
internal static class TestFilm
{
    /// <summary>Makes the film; the test ends where there is no ffmpeg.</summary>
    public static void Make(string file)
    {
        string samples = Samples();
        const string Still = "scale=480:270:force_original_aspect_ratio=increase,crop=480:270,setsar=1,fps=24,format=yuv420p";
        const string Color = ":s=480x270:r=24,setsar=1,format=yuv420p";
        string[] inputs =
        [
            Photo("bridge", 3), Photo("sunset", 5), Photo("picosdeeuropa", 7), Photo("aitzgorri", 7), Photo("friends", 3),
            Photo("sunset", 2), Photo("friends", 4), Photo("aitzgorri", 3),
        ];
        string filters =
            $"[0]{Still}[s1];[1]{Still}[s2];color=black:d=2{Color}[s3];"
            + $"[2]{Still}[p];[3]{Still}[z];[p][z]xfade=transition=fade:duration=4:offset=3[s4];"
            + $"[4]{Still},gblur=sigma=8[s5];color=0x5080b0:d=2{Color}[s6];[5]{Still}[s7];[6]{Still},fade=t=out:st=2:d=2[s8];"
            + "[7]scale=360:270:force_original_aspect_ratio=increase,crop=360:270,hflip,pad=480:270:60:0,setsar=1,fps=24,format=yuv420p[s9];"
            + "[s1][s2][s3][s4][s5][s6][s7][s8][s9]concat=n=9,pad=480:360:0:45[film]";
        Run([.. inputs.SelectMany(input => input.Split('|')), "-filter_complex", filters, "-map", "[film]", "-c:v", "mpeg4", "-q:v", "2", file]);

        string Photo(string name, int seconds) => $"-loop|1|-t|{seconds}|-i|{Path.Combine(samples, name + ".jpg")}";
    }

    /// <summary>What ffmpeg writes to a pipe, which it cannot go back in, as a file.</summary>
    public static void Pipe(string file, params string[] arguments)
    {
        ProcessStartInfo start = new("ffmpeg", ["-v", "error", "-nostdin", .. arguments, "pipe:1"]) { RedirectStandardOutput = true };
        try
        {
            using Process process = Process.Start(start)!;
            using (FileStream output = File.Create(file))
            {
                process.StandardOutput.BaseStream.CopyTo(output);
            }

            process.WaitForExit();
            Assert.That(process.ExitCode, Is.Zero);
        }
        catch (Win32Exception)
        {
            Oracle.Missing("ffmpeg", "ffmpeg is not here (Debian: ffmpeg)");
        }
    }

    /// <summary>Runs ffmpeg; the test ends where there is none.</summary>
    public static void Run(params string[] arguments)
    {
        ProcessStartInfo start = new("ffmpeg", ["-v", "error", "-nostdin", "-y", .. arguments]) { RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.That(process.ExitCode, Is.Zero, error);
        }
        catch (Win32Exception)
        {
            Oracle.Missing("ffmpeg", "ffmpeg is not here (Debian: ffmpeg)");
        }
    }

    /// <summary>The repository's sample photos.</summary>
    public static string Samples() => RepositoryRoot.File("samples");
}

using ILComicGAN.Weights;
using Microsoft.ML.OnnxRuntime;

namespace ILComicGAN.Bench.Peers.Processes;

/// <summary>The exported generator in ONNX Runtime, with all its optimizations.</summary>
internal sealed class OnnxWork : IPeerWork
{
    private readonly SessionOptions _options;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly OrtValue _photo;
    private readonly OrtValue _picture;
    private readonly float[] _result;

    public OnnxWork(PeerRequest request, int threads)
    {
        _options = new SessionOptions { IntraOpNumThreads = threads, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
        _session = new InferenceSession(CaseFile.ModelOf(request.File), _options);
        WeightFile.Read(request.File).TryGet("photo", out WeightTensor? photo);
        long[] shape = [.. photo!.Shape];
        _result = new float[photo.Values.Length];
        _photo = OrtValue.CreateTensorValueFromMemory(photo.Values, shape);
        _picture = OrtValue.CreateTensorValueFromMemory(_result, shape);
    }

    public void Run() => _session.Run(_run, ["photo"], [_photo], ["picture"], [_picture]);

    public double Value()
    {
        Run();
        return _result.Average(value => Math.Abs((double)value));
    }

    public void Dispose()
    {
        _photo.Dispose();
        _picture.Dispose();
        _run.Dispose();
        _session.Dispose();
        _options.Dispose();
    }
}

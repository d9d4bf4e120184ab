namespace ILComicGAN.Kernels.Tiles;

/// <summary>A thread's share of one operand's tile on its way to shared memory.</summary>
internal struct Staged<TOperand, TCore>
    where TOperand : struct, IOperand
    where TCore : struct, IProductCore
{
    private Fragment _first, _second;

    public void Load(TOperand operand, int step)
    {
        _first = operand.Load(step, 0);
        if (default(TOperand).Parts > 1)
        {
            _second = operand.Load(step, 1);
        }
    }

    public readonly void Store(TOperand operand, int step)
    {
        operand.Store(default(TCore).Round(operand.Prepare(_first, step, 0)), 0);
        if (default(TOperand).Parts > 1)
        {
            operand.Store(default(TCore).Round(operand.Prepare(_second, step, 1)), 1);
        }
    }
}
